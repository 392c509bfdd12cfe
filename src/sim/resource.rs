//! What runs out: a table of numbers, or a pool with a waiting line.
//!
//! A **table** (descriptors, threads, ports, …) refuses at once when it is full; the lowest free
//! number is taken, as the kernel does for descriptors, and the *number* counts, not how many are
//! open. A **pool** (database connections, a lock) makes the caller wait, first come first served, for at
//! most a timeout. What the tables are is in [`kinds`].

pub mod kinds;

pub use kinds::{Entries, Facts};
use serde::{Deserialize, Serialize};

/// What a scenario can run out of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Resource {
    /// Numbers handed out by the kernel.
    Table(Table),
    /// Connections lent by a pool.
    Pool(Pool),
}

/// A table of numbered entries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "WrittenTable", into = "WrittenTable")]
pub struct Table {
    /// What the entries are.
    pub of: Entries,
    /// Entries there are; when not written, the kind's own limit.
    pub limit: u32,
    /// Entries taken before the first request; when not written, as many as is usual for the kind.
    pub reserved: u32,
    /// Seconds for which a released entry cannot be had again; when not written, as the kind does.
    pub lingers: f64,
    /// The error a request meets when the table is full; empty for the kind's own text.
    pub error: String,
}

/// A table as it is written, where the kind decides what is left out.
#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct WrittenTable {
    of: Entries,
    limit: Option<u32>,
    reserved: Option<u32>,
    lingers: Option<f64>,
    error: String,
}

/// A connection pool, with SQLAlchemy's defaults.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pool {
    /// What it lends.
    pub of: Lent,
    /// Connections kept open.
    pub size: u32,
    /// More connections opened when those are lent.
    pub overflow: u32,
    /// Seconds that a caller waits; absent means for ever.
    pub timeout: Option<f64>,
    /// Seconds that it takes to open a connection, for the request that is lent it first. Those of
    /// the overflow are opened every time. A new connection to PostgreSQL takes 0.0068 (measured).
    pub opens: f64,
    /// The error a caller meets after the timeout; empty for SQLAlchemy's text.
    pub error: String,
}

/// What a pool lends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lent {
    /// Connections to a database.
    #[default]
    Connections,
    /// A lock: a pool of one.
    Locks,
}

impl Table {
    /// A table of this kind with its usual numbers.
    pub fn of(of: Entries) -> Self {
        let facts = of.facts();
        Self {
            of,
            limit: facts.limit,
            reserved: facts.reserved,
            lingers: facts.lingers,
            error: String::new(),
        }
    }
}

impl Default for Table {
    fn default() -> Self {
        Self::of(Entries::default())
    }
}

impl From<WrittenTable> for Table {
    fn from(written: WrittenTable) -> Self {
        let usual = Self::of(written.of);
        Self {
            of: written.of,
            limit: written.limit.unwrap_or(usual.limit),
            reserved: written.reserved.unwrap_or(usual.reserved),
            lingers: written.lingers.unwrap_or(usual.lingers),
            error: written.error,
        }
    }
}

impl From<Table> for WrittenTable {
    fn from(table: Table) -> Self {
        Self {
            of: table.of,
            limit: Some(table.limit),
            reserved: Some(table.reserved),
            lingers: Some(table.lingers),
            error: table.error,
        }
    }
}

impl Default for Pool {
    fn default() -> Self {
        Self {
            of: Lent::Connections,
            size: 5,
            overflow: 10,
            timeout: Some(30.0),
            opens: 0.0,
            error: String::new(),
        }
    }
}

impl Resource {
    /// Whether it is a table of descriptors.
    pub fn is_descriptors(&self) -> bool {
        matches!(self, Self::Table(table) if table.of == Entries::Descriptors)
    }

    /// Whether requests are refused when there is nothing left, and do not wait.
    pub fn is_table(&self) -> bool {
        matches!(self, Self::Table(_))
    }

    /// Units that requests can hold at most.
    pub fn capacity(&self) -> u32 {
        match self {
            Self::Table(table) => table.limit.saturating_sub(table.reserved),
            Self::Pool(pool) => pool.size.saturating_add(pool.overflow),
        }
    }

    /// All units that there are.
    pub fn entries(&self) -> u64 {
        match self {
            Self::Table(table) => u64::from(table.limit),
            Self::Pool(pool) => u64::from(pool.size) + u64::from(pool.overflow),
        }
    }

    /// Units taken before the first request.
    pub fn reserved(&self) -> u32 {
        match self {
            Self::Table(table) => table.reserved,
            Self::Pool(_) => 0,
        }
    }

    /// Seconds for which a released unit cannot be had again.
    pub fn lingers(&self) -> f64 {
        match self {
            Self::Table(table) => table.lingers,
            Self::Pool(_) => 0.0,
        }
    }

    /// Memory of one unit that is open, in KiB; a pooled connection's is the client's 6 (measured).
    pub fn unit_kib(&self) -> f64 {
        match self {
            Self::Table(table) => table.of.facts().kib,
            Self::Pool(_) => Entries::Sessions.facts().kib,
        }
    }

    /// The name of one unit, such as `descriptor`.
    pub fn unit(&self) -> &'static str {
        match self {
            Self::Table(table) => table.of.facts().unit,
            Self::Pool(pool) => match pool.of {
                Lent::Connections => "connection",
                Lent::Locks => "lock",
            },
        }
    }

    /// The name of several units, such as `descriptors`.
    pub fn units(&self) -> &'static str {
        match self {
            Self::Table(table) => table.of.facts().units,
            Self::Pool(pool) => match pool.of {
                Lent::Connections => "connections",
                Lent::Locks => "locks",
            },
        }
    }

    /// The error that a request meets when there is nothing left, exactly as Python prints it.
    pub fn error(&self) -> String {
        match self {
            Self::Table(table) if !table.error.is_empty() => table.error.clone(),
            Self::Table(table) => table.of.facts().error.to_owned(),
            Self::Pool(pool) if !pool.error.is_empty() => pool.error.clone(),
            // No exception: `threading.Lock.acquire(timeout=…)` says so in its result.
            Self::Pool(pool) if pool.of == Lent::Locks => "acquire() returns False".to_owned(),
            Self::Pool(pool) => queue_pool_limit(pool),
        }
    }
}

/// What `open` (with its file name) or `socket.socket` (without) raises at the limit.
pub fn too_many_open_files(file: Option<&str>) -> String {
    let error = Entries::Descriptors.facts().error;
    match file {
        Some(file) => format!("{error}: '{file}'"),
        None => error.to_owned(),
    }
}

/// What SQLAlchemy's `QueuePool` raises after its timeout (SQLAlchemy 2.1, measured).
fn queue_pool_limit(pool: &Pool) -> String {
    format!(
        "sqlalchemy.exc.TimeoutError: QueuePool limit of size {} overflow {} reached, connection \
         timed out, timeout {:.2} (Background on this error at: https://sqlalche.me/e/21/3o7r)",
        pool.size,
        pool.overflow,
        pool.timeout.unwrap_or(0.0)
    )
}

/// Which of a resource's units are taken; hands out the lowest free one.
#[derive(Clone, Debug)]
pub struct Slots {
    /// One bit per unit, set when free.
    free: Vec<u64>,
    /// No word before this one has a free unit.
    first: usize,
    taken: u32,
}

impl Slots {
    /// `limit` units, of which the first `reserved` are taken.
    pub fn new(limit: u32, reserved: u32) -> Self {
        let mut free = vec![0_u64; limit.div_ceil(64) as usize];
        for unit in reserved..limit {
            free[(unit / 64) as usize] |= 1 << (unit % 64);
        }
        Self {
            free,
            first: 0,
            taken: reserved.min(limit),
        }
    }

    /// Takes the lowest free unit, if there is one.
    pub fn take(&mut self) -> Option<u32> {
        while let Some(word) = self.free.get_mut(self.first) {
            if *word != 0 {
                let bit = word.trailing_zeros();
                *word &= *word - 1;
                self.taken += 1;
                return Some(self.first as u32 * 64 + bit);
            }
            self.first += 1;
        }
        None
    }

    /// Takes a certain unit, which must be free.
    pub fn take_this(&mut self, unit: u32) {
        self.free[(unit / 64) as usize] &= !(1 << (unit % 64));
        self.taken += 1;
    }

    /// Gives a unit back.
    pub fn give_back(&mut self, unit: u32) {
        let word = (unit / 64) as usize;
        debug_assert_eq!(
            self.free[word] >> (unit % 64) & 1,
            0,
            "unit {unit} was free"
        );
        self.free[word] |= 1 << (unit % 64);
        self.first = self.first.min(word);
        self.taken -= 1;
    }

    /// Units taken, the reserved ones included.
    pub fn taken(&self) -> u32 {
        self.taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_free_number_is_taken() {
        let mut slots = Slots::new(130, 3);
        let first: Vec<_> = (0..70).filter_map(|_| slots.take()).collect();
        assert_eq!(first, (3..73).collect::<Vec<u32>>());
        slots.give_back(40);
        slots.give_back(5);
        assert_eq!(
            [slots.take(), slots.take(), slots.take()],
            [Some(5), Some(40), Some(73)]
        );
    }

    #[test]
    fn the_limit_is_exact() {
        let mut slots = Slots::new(1024, 20);
        assert_eq!(std::iter::from_fn(|| slots.take()).count(), 1004);
        assert_eq!(slots.taken(), 1024);
        slots.give_back(1023);
        assert_eq!(slots.take(), Some(1023));
    }

    #[test]
    fn errors_have_the_exact_text() {
        let pool = Resource::Pool(Pool::default());
        assert_eq!(
            pool.error(),
            "sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, \
             connection timed out, timeout 30.00 (Background on this error at: \
             https://sqlalche.me/e/21/3o7r)"
        );
        let lock = Resource::Pool(Pool {
            of: Lent::Locks,
            ..Pool::default()
        });
        assert_eq!(lock.error(), "acquire() returns False");
        assert_eq!(
            too_many_open_files(Some("orders.json")),
            "OSError: [Errno 24] Too many open files: 'orders.json'"
        );
    }
}
