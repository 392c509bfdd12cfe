//! A fingerprint of everything that happened, and in which order.

/// FNV-1a over the bits of each event's time, its kind and its subject, a word at a time.
#[derive(Clone, Debug)]
pub struct Trace {
    hash: u64,
    events: u64,
}

impl Default for Trace {
    fn default() -> Self {
        Self {
            hash: 0xcbf2_9ce4_8422_2325,
            events: 0,
        }
    }
}

impl Trace {
    /// Adds one event.
    pub fn add(&mut self, time: f64, kind: u64, subject: u64) {
        for word in [time.to_bits(), kind, subject] {
            self.hash = (self.hash ^ word).wrapping_mul(0x0000_0100_0000_01b3);
        }
        self.events += 1;
    }

    /// The fingerprint so far.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// How many events were added.
    pub fn events(&self) -> u64 {
        self.events
    }
}
