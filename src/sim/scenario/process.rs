//! What a process has besides the resource that runs out: memory, a collector, a write buffer.

use serde::{Deserialize, Serialize};

/// Seconds of an access to memory (published, as is the time of a page fault).
const ACCESS: f64 = 100e-9;

/// The memory of one replica. Bytes freed are used again but not given back: the resident set is
/// the high-water mark, as with CPython's arenas (measured: 313 MiB before, 305 after freeing 99.9 %
/// of a million dicts).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Memory {
    /// Resident set in MiB at which the kernel kills the process; absent means no limit.
    pub limit: Option<f64>,
    /// Resident set before the first request, in MiB.
    pub base: f64,
    /// Memory of a request while it is served, in KiB.
    pub per_request: f64,
    /// How the sizes of `keep` steps vary around what is written.
    pub sizes: Sizes,
    /// Entries that a cache holds before it throws the oldest away; absent means no bound.
    pub cache: Option<u32>,
    /// Memory of the machine in MiB, for the slowness of swapping; absent means plenty.
    pub ram: Option<f64>,
    /// Where pages are swapped to.
    pub swap: Swap,
    /// Share of the pages that are used much more than the others, from 0 to 1; they stay in memory
    /// as long as they fit.
    pub hot: f64,
    /// Share of all accesses that go to those, from 0 to 1.
    pub hits: f64,
}

/// How sizes vary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sizes {
    /// Not at all.
    #[default]
    Constant,
    /// Exponentially.
    Exponential,
}

/// Where pages are swapped to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Swap {
    /// A solid-state disk: 100 µs a page.
    #[default]
    Nvme,
    /// A hard disk: 10 ms a page.
    Disk,
}

/// When garbage is collected.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Collector {
    /// Seconds between collections of cycles under reference counting. Approximation: CPython
    /// counts allocations, so the busier the program the sooner; 10 s fits 700 allocations of
    /// tracked objects at 70 a second.
    pub cycles_every: f64,
    /// Seconds between full collections under a tracing collector. Approximation: it is driven by
    /// memory, not by descriptors, so a heap that hardly grows is hardly ever collected.
    pub tracing_every: f64,
    /// CPython's three thresholds, instead of `cycles_every`: `[700, 10, 10]` up to 3.12,
    /// `[2000, 10, 10]` in 3.13. A full collection also needs the objects that survived since the
    /// last one to be a quarter of all.
    pub thresholds: Option<[u32; 3]>,
    /// Tracked objects that come with a unit left unreleased; 7.6 fits `sqlite3.Connection`.
    pub objects: f64,
    /// Tracked objects before the first request.
    pub base_objects: f64,
    /// Seconds that a collection takes for each object it visits, while everything else stands
    /// still: 0.04 µs when cached, 0.25 µs for dicts (measured).
    pub pause: f64,
}

/// A file that every completed request writes a record to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Buffer {
    /// Bytes collected before they are written: `io.DEFAULT_BUFFER_SIZE`, 8192 up to Python 3.13.
    pub size: u32,
    /// Bytes of a record.
    pub record: u32,
    /// When the buffer is written.
    pub flush: Flush,
}

/// When a buffer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flush {
    /// When the next record would not fit, and at a normal exit. Approximation: CPython notices one
    /// record later.
    #[default]
    WhenFull,
    /// After every record.
    EveryRecord,
}

/// A memory profiler that is switched on for a while.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profiler {
    /// When it is switched on, in seconds.
    pub from: f64,
    /// When it is switched off, in seconds.
    pub until: f64,
    /// What it multiplies work by: `tracemalloc` 7.6 with one frame and 9.5 with ten, on code that
    /// does nothing but allocate (measured).
    pub slows: f64,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            limit: Some(512.0),
            base: 60.0,
            per_request: 0.0,
            sizes: Sizes::Constant,
            cache: None,
            ram: None,
            swap: Swap::Nvme,
            hot: 0.0,
            hits: 0.0,
        }
    }
}

impl Default for Collector {
    fn default() -> Self {
        Self {
            cycles_every: 10.0,
            tracing_every: 3600.0,
            thresholds: None,
            objects: 7.6,
            base_objects: 50_000.0,
            pause: 1e-7,
        }
    }
}

impl Default for Buffer {
    fn default() -> Self {
        Self {
            size: 8192,
            record: 100,
            flush: Flush::WhenFull,
        }
    }
}

impl Default for Profiler {
    fn default() -> Self {
        Self {
            from: 0.0,
            until: f64::MAX,
            slows: 7.6,
        }
    }
}

impl Memory {
    /// What swapping multiplies work by when so many MiB are in use: an access to a page that does
    /// not fit is a page fault. The hot pages are the last to go. Approximation: within the hot pages,
    /// and within the others, each is as likely as any other, and work is nothing but access to memory.
    pub fn slowdown(&self, used: f64) -> f64 {
        let Some(ram) = self.ram else {
            return 1.0;
        };
        let hot = used * self.hot;
        let (cold, left) = (used - hot, (ram - hot).max(0.0));
        let share_missing = |room: f64, pages: f64| match pages > room {
            true => 1.0 - room / pages,
            false => 0.0,
        };
        let hits = self.hits;
        let missing = (1.0 - hits) * share_missing(left, cold) + hits * share_missing(ram, hot);
        (1.0 - missing) + missing * self.swap.fault() / ACCESS
    }
}

impl Swap {
    /// Seconds to fetch a page (published figures, not measured).
    pub fn fault(self) -> f64 {
        match self {
            Self::Nvme => 100e-6,
            Self::Disk => 10e-3,
        }
    }
}
