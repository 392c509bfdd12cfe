//! The memory of one process, and its collector.
//!
//! ```text
//! used = base + requests + kept + garbage + open units     resident = the most that was ever used
//! young ──(threshold 0)──► middle ──(threshold 1)──► old;  a full collection when old has grown by ¼
//! ```
//!
//! The rules of the collector are those of CPython's gcmodule.c (3.10 to 3.13; 3.14.5 and later have
//! them again). Approximation: garbage is collected while it is young, whatever it is.

use super::super::frame::{HeapFrame, Site};
use super::super::scenario::{Collector, Memory};
use std::collections::VecDeque;

/// The heap of a process.
#[derive(Clone, Debug)]
pub struct Heap {
    spec: Memory,
    /// Memory of requests, in KiB.
    live: f64,
    /// Memory of open units, in KiB.
    units: f64,
    sites: Vec<Place>,
    /// Entries of a bounded cache, oldest first.
    cache: VecDeque<Entry>,
    /// Entries that go after a time, oldest first.
    timed: VecDeque<Entry>,
    /// In KiB.
    resident: f64,
}

/// What a line has allocated, in KiB.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    line: u32,
    kept: f64,
    garbage: f64,
    count: u64,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    place: usize,
    kib: f64,
}

/// What becomes of something that is put on the heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stays {
    /// For ever, or until a bounded cache throws it out.
    Kept,
    /// Until it is taken off with [`Heap::drop_oldest`].
    Timed,
    /// Until the next collection.
    Garbage,
}

const KIB_PER_MIB: f64 = 1024.0;

impl Heap {
    /// The heap of a process that has just started.
    pub fn new(spec: Memory) -> Self {
        Self {
            spec,
            live: 0.0,
            units: 0.0,
            sites: Vec::new(),
            cache: VecDeque::new(),
            timed: VecDeque::new(),
            resident: spec.base * KIB_PER_MIB,
        }
    }

    /// A request takes so many KiB more, or gives them back.
    pub fn change_live(&mut self, kib: f64) {
        self.live += kib;
        self.note();
    }

    /// The memory of all open units, in KiB.
    pub fn set_units(&mut self, kib: f64) {
        self.units = kib;
        self.note();
    }

    /// Puts so many KiB on the heap.
    pub fn keep(&mut self, line: u32, kib: f64, stays: Stays) {
        let place = self.place(line);
        let site = &mut self.sites[place];
        let entry = Entry { place, kib };
        match stays {
            Stays::Garbage => site.garbage += kib,
            Stays::Kept | Stays::Timed => {
                site.kept += kib;
                site.count += 1;
            }
        }
        if stays == Stays::Timed {
            self.timed.push_back(entry);
        } else if let (Stays::Kept, Some(most)) = (stays, self.spec.cache) {
            self.cache.push_back(entry);
            if self.cache.len() > most as usize {
                let oldest = self.cache.pop_front();
                self.forget(oldest);
            }
        }
        self.note();
    }

    /// Takes off what has been timed longest.
    pub fn drop_oldest(&mut self) {
        let oldest = self.timed.pop_front();
        self.forget(oldest);
    }

    /// Frees the garbage; says whether there was any.
    pub fn collect(&mut self) -> bool {
        let mut any = false;
        for site in &mut self.sites {
            any |= site.garbage > 0.0;
            site.garbage = 0.0;
        }
        any
    }

    /// Lines that have something on it: each is looked at when something changes.
    pub fn places(&self) -> u64 {
        self.sites.len() as u64
    }

    /// Bytes that it takes to remember what is on it.
    pub fn memory(&self) -> usize {
        let entries = self.cache.len() + self.timed.len();
        entries * size_of::<Entry>() + self.sites.len() * size_of::<Place>()
    }

    /// Memory in use, in MiB.
    pub fn used(&self) -> f64 {
        let sites = self.sites.iter().map(|site| site.kept + site.garbage);
        self.spec.base + (self.live + self.units + sites.sum::<f64>()) / KIB_PER_MIB
    }

    /// Resident set, in MiB.
    pub fn resident(&self) -> f64 {
        self.resident / KIB_PER_MIB
    }

    /// Whether the kernel must kill the process.
    pub fn is_over(&self) -> bool {
        self.spec.limit.is_some_and(|limit| self.resident() > limit)
    }

    /// Share of the limit that is resident, from 0 to 1; 0 without a limit.
    pub fn share(&self) -> f64 {
        self.spec.limit.map_or(0.0, |limit| self.resident() / limit)
    }

    /// What swapping multiplies work by.
    pub fn slowdown(&self) -> f64 {
        self.spec.slowdown(self.used())
    }

    /// What pictures need of it.
    pub fn frame(&self, collector: &Generations) -> HeapFrame {
        let mut sites: Vec<Site> = self
            .sites
            .iter()
            .map(|place| Site {
                line: place.line,
                kept: place.kept / KIB_PER_MIB,
                garbage: place.garbage / KIB_PER_MIB,
                count: place.count,
            })
            .collect();
        sites.sort_by_key(|site| site.line);
        HeapFrame {
            used: self.used(),
            resident: self.resident(),
            limit: self.spec.limit,
            sites,
            objects: collector.objects(),
            collections: collector.collections,
            paused: collector.paused,
            slowdown: self.slowdown(),
        }
    }

    fn place(&mut self, line: u32) -> usize {
        let known = self.sites.iter().position(|site| site.line == line);
        known.unwrap_or_else(|| {
            self.sites.push(Place {
                line,
                ..Place::default()
            });
            self.sites.len() - 1
        })
    }

    fn forget(&mut self, entry: Option<Entry>) {
        if let Some(Entry { place, kib }) = entry {
            self.sites[place].kept -= kib;
            self.sites[place].count -= 1;
        }
    }

    fn note(&mut self) {
        self.resident = self.resident.max(self.used() * KIB_PER_MIB);
    }
}

/// CPython's three generations of tracked objects, counted.
#[derive(Clone, Debug)]
pub struct Generations {
    pause: f64,
    thresholds: Option<[u32; 3]>,
    /// Allocations since the last young collection, then young and middle collections.
    counts: [f64; 3],
    /// Objects that are not garbage, by generation.
    sizes: [f64; 3],
    garbage: f64,
    /// Objects in the oldest generation after the last full collection, and those that came since.
    long_lived: f64,
    pending: f64,
    /// Young, middle and full collections.
    pub collections: [u64; 3],
    /// Seconds that all of them took.
    pub paused: f64,
}

impl Generations {
    /// The collector of a process that has just started.
    pub fn new(collector: &Collector, thresholds: Option<[u32; 3]>) -> Self {
        Self {
            pause: collector.pause,
            thresholds,
            counts: [0.0; 3],
            sizes: [0.0, 0.0, collector.base_objects],
            garbage: 0.0,
            long_lived: collector.base_objects,
            pending: 0.0,
            collections: [0; 3],
            paused: 0.0,
        }
    }

    /// Objects that it tracks.
    pub fn objects(&self) -> f64 {
        self.sizes.iter().sum::<f64>() + self.garbage
    }

    /// So many objects are allocated, before they are garbage or not; the generation to collect
    /// now, if any.
    pub fn allocate(&mut self, objects: f64) -> Option<usize> {
        self.counts[0] += objects;
        let thresholds = self.thresholds?.map(f64::from);
        if self.counts[0] <= thresholds[0] {
            return None;
        }
        let is_due = |generation: usize| {
            self.counts[generation] > thresholds[generation]
                && (generation < 2 || self.pending >= self.long_lived / 4.0)
        };
        (0..3).rev().find(|generation| is_due(*generation))
    }

    /// So many objects have become garbage, or will stay.
    pub fn settle(&mut self, objects: f64, is_garbage: bool) {
        if is_garbage {
            self.garbage += objects;
        } else {
            self.sizes[0] += objects;
        }
    }

    /// Collects a generation and those younger; says how many seconds everything stood still.
    pub fn collect(&mut self, generation: usize) -> f64 {
        let visited: f64 = self.sizes[..=generation].iter().sum::<f64>() + self.garbage;
        self.garbage = 0.0;
        let survivors: f64 = self.sizes[..=generation].iter().sum();
        self.sizes[..=generation].fill(0.0);
        self.counts[..=generation].fill(0.0);
        match generation {
            0 => self.sizes[1] += survivors,
            _ => self.sizes[2] += survivors,
        }
        match generation {
            0 => {}
            1 => self.pending += survivors,
            _ => {
                self.pending = 0.0;
                self.long_lived = survivors;
            }
        }
        if generation < 2 {
            self.counts[generation + 1] += 1.0;
        }
        self.collections[generation] += 1;
        let pause = self.pause * visited;
        self.paused += pause;
        pause
    }
}

#[cfg(test)]
mod tests;
