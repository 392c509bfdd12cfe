//! A fingerprint of everything that happened, and in which order.

/// What happened; the number is part of the fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A request arrived.
    Arrival = 1,
    /// A step of work was done.
    Work = 2,
    /// A pool's timeout.
    GiveUp = 3,
    /// A collection.
    Collection = 4,
    /// A unit came back.
    Return = 5,
    /// Patience was lost.
    Renege = 6,
    /// A client's timeout.
    Late = 7,
    /// A client asked again.
    Retry = 8,
    /// A connection was tried again.
    Connect = 9,
    /// Something left the heap after a time.
    Drop = 10,
    /// A process started to serve.
    Start = 11,
    /// A process had lived long enough, or was waited for long enough.
    Expiry = 12,
    /// The autoscaler looked.
    Scale = 13,
    /// The monitor looked.
    Sample = 14,
    /// A server tried again to accept connections.
    Accept = 15,
}

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
    #[inline(always)]
    pub fn add(&mut self, time: f64, kind: Kind, subject: u64) {
        for word in [time.to_bits(), kind as u64, subject] {
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
