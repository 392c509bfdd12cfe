//! What runs out when a finding's leak goes on: the resource, or what becomes of it instead.
//!
//! The catalogue says what an acquisition ends in; the numbers of a pool or a server are in the text
//! of its error, or are its library's defaults.

use super::NotModelled;
use crate::report::{Finding, LeakClass as Class};
use crate::sim::resource::{Entries, Lent, Pool, Resource, Table};

/// What runs out.
#[derive(Clone, Debug, PartialEq)]
pub enum World {
    /// Units of a resource, each acquired and released.
    Units(Resource),
    /// A lock: the first that is never released stops everybody who wants it, each in a thread, until
    /// there are no more threads.
    Lock(Resource),
    /// Memory: what is left behind stays on the heap.
    Heap,
}

/// A pool or a server that its error gives away.
struct Known {
    /// What its error begins with, or has in it.
    text: &'static str,
    of: Limit,
}

enum Limit {
    /// Connections kept, more when those are lent, and seconds that a caller waits for one.
    Pool(u32, u32, f64),
    /// Connections that the server accepts.
    Server(u32),
}

/// Where the numbers come from: the defaults of each library and server, as in its own documentation
/// (see `limit` in the catalogue). `psycopg2` has no default for `maxconn`, and asyncpg none for the
/// time that `acquire` waits: 10 connections and 30 s are taken.
const KNOWN: [Known; 9] = [
    known("sqlalchemy.exc.TimeoutError", Limit::Pool(5, 10, 30.0)),
    known("psycopg_pool.PoolTimeout", Limit::Pool(4, 0, 30.0)),
    known("mysql.connector.errors.PoolError", Limit::Pool(5, 0, 0.0)),
    known("psycopg2.pool.PoolError", Limit::Pool(10, 0, 0.0)),
    known("(1040, 'Too many connections')", Limit::Server(151)),
    known("too many clients already", Limit::Server(100)),
    known("ChannelException(2, 'Connect failed')", Limit::Server(10)),
    known("max number of clients reached", Limit::Server(10_000)),
    known("TimeoutError", Limit::Pool(10, 0, 30.0)),
];

const fn known(text: &'static str, of: Limit) -> Known {
    Known { text, of }
}

/// What runs out.
///
/// # Errors
/// Nothing does, or something that is not simulated.
pub fn world(finding: &Finding) -> Result<World, NotModelled> {
    let table = |of| {
        Resource::Table(Table {
            error: finding.ends_in.clone(),
            ..Table::of(of)
        })
    };
    let dropped = matches!(finding.leak_class, Class::R0 | Class::R1);
    match finding.model.exhausts.as_str() {
        "descriptors" | "sockets" => Ok(World::Units(table(Entries::Descriptors))),
        "connections" => Ok(World::Units(connections(&finding.ends_in))),
        "threads" if finding.resource == "lock" => Ok(World::Lock(table(Entries::Threads))),
        "threads" => Ok(World::Units(table(Entries::Threads))),
        "processes" => Ok(World::Units(table(Entries::Processes))),
        "storage" => Ok(World::Units(table(Entries::Space))),
        // A plain object that nobody refers to is freed; what is wrong is something else.
        "memory" if dropped && finding.kept.is_none() => {
            Err(NotModelled::NothingRunsOut(finding.ends_in.clone()))
        }
        "memory" => Ok(World::Heap),
        other => Err(NotModelled::Resource(other.to_owned())),
    }
}

fn connections(error: &str) -> Resource {
    let of = KNOWN.iter().find(|known| error.contains(known.text));
    let is_pool = error.contains("pool") || error.contains("timed out");
    let error = error.to_owned();
    match of.map(|known| &known.of) {
        Some(&Limit::Pool(size, overflow, timeout)) => Resource::Pool(Pool {
            of: Lent::Connections,
            size,
            overflow,
            timeout: Some(timeout),
            error,
            ..Pool::default()
        }),
        Some(&Limit::Server(limit)) => Resource::Table(Table {
            limit,
            reserved: 0,
            error,
            ..Table::of(Entries::Sessions)
        }),
        None if is_pool => Resource::Pool(Pool {
            error,
            ..Pool::default()
        }),
        None => Resource::Table(Table {
            error,
            ..Table::of(Entries::Sessions)
        }),
    }
}
