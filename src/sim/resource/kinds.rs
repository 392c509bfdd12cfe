//! What a table's entries can be: one entry here is one resource.
//!
//! Error texts are what CPython 3.11 to 3.13 prints (measured), `strerror` for the number 28.

use serde::{Deserialize, Serialize};

/// What a table's entries are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Entries {
    /// File descriptors, sockets included.
    #[default]
    Descriptors,
    /// Threads.
    Threads,
    /// Child processes.
    Processes,
    /// Local ports for connections to one address and port.
    Ports,
    /// Places for temporary files of one size.
    Space,
    /// Connections that a database server accepts.
    Sessions,
}

/// The facts about one kind of entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Facts {
    /// The kind.
    pub of: Entries,
    /// The name of one.
    pub unit: &'static str,
    /// The name of several.
    pub units: &'static str,
    /// The name of its limit, for a control.
    pub label: &'static str,
    /// Entries there are by default.
    pub limit: u32,
    /// Entries taken before the first request by default.
    pub reserved: u32,
    /// Seconds for which a *released* entry cannot be had again.
    pub lingers: f64,
    /// Memory of one open entry, in KiB, kernel memory that is charged to the process included.
    pub kib: f64,
    /// What a request meets when the table is full.
    pub error: &'static str,
    /// Where the limit comes from.
    pub source: &'static str,
}

/// Every kind, in the order of [`Entries`].
pub const KINDS: [Facts; 6] = [
    Facts {
        of: Entries::Descriptors,
        unit: "descriptor",
        units: "descriptors",
        label: "Descriptor limit (`ulimit -n`)",
        limit: 1024,
        // Standard input, output and error, the listening socket, epoll, a wake-up pair, two log
        // files, urandom, and ten for connections that are accepted but not yet served.
        reserved: 20,
        lingers: 0.0,
        // A file in text mode (measured); in binary mode it is 4.6.
        kib: 21.8,
        error: "OSError: [Errno 24] Too many open files",
        source: "RLIMIT_NOFILE; systemd starts services with DefaultLimitNOFILE=1024:524288",
    },
    Facts {
        of: Entries::Threads,
        unit: "thread",
        units: "threads",
        label: "Thread limit",
        limit: 4915,
        reserved: 5,
        lingers: 0.0,
        // Resident part of the stack, kernel stack, slab and page tables (measured); 9.4 MiB virtual.
        kib: 44.0,
        error: "RuntimeError: can't start new thread",
        source: "TasksMax of systemd: 15 % of a pid_max of 32,768",
    },
    Facts {
        of: Entries::Processes,
        unit: "process",
        units: "processes",
        label: "Process limit",
        limit: 4915,
        reserved: 5,
        lingers: 0.0,
        kib: 0.0,
        error: "BlockingIOError: [Errno 11] Resource temporarily unavailable",
        source: "TasksMax of systemd: 15 % of a pid_max of 32,768",
    },
    Facts {
        of: Entries::Ports,
        unit: "port",
        units: "ports",
        label: "Local ports to one destination",
        limit: 28_232,
        reserved: 0,
        lingers: 60.0,
        // A socket's slab (measured).
        kib: 4.8,
        error: "OSError: [Errno 99] Cannot assign requested address",
        source: "net.ipv4.ip_local_port_range 32768 to 60999; TCP_TIMEWAIT_LEN is 60 s",
    },
    Facts {
        of: Entries::Space,
        unit: "temporary file",
        units: "temporary files",
        label: "Temporary files that fit",
        limit: 1024,
        reserved: 0,
        lingers: 0.0,
        kib: 0.0,
        error: "OSError: [Errno 28] No space left on device",
        source: "Approximation: a temporary folder of 1 GiB and files of 1 MiB",
    },
    Facts {
        of: Entries::Sessions,
        unit: "server connection",
        units: "server connections",
        label: "Connections that the server accepts",
        limit: 100,
        reserved: 3,
        lingers: 0.0,
        // The client's side (measured); the server's process is another machine's.
        kib: 6.0,
        error: "psycopg.OperationalError: connection failed: connection to server at \"127.0.0.1\", \
                port 5432 failed: FATAL:  remaining connection slots are reserved for \
                non-replication superuser connections",
        source: "PostgreSQL: max_connections 100, superuser_reserved_connections 3 (PostgreSQL 15)",
    },
];

impl Entries {
    /// The facts about this kind.
    pub fn facts(self) -> &'static Facts {
        &KINDS[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_where_it_is_looked_for() {
        for (index, facts) in KINDS.iter().enumerate() {
            assert_eq!(facts.of as usize, index);
            assert!(facts.reserved < facts.limit && !facts.source.is_empty());
        }
    }

    #[test]
    fn four_hundred_and_seventy_connections_a_second_are_the_wall() {
        let ports = Entries::Ports.facts();
        assert!((f64::from(ports.limit) / ports.lingers - 470.5).abs() < 0.1);
    }
}
