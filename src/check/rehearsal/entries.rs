//! What the catalogue says of something that is held, and which members it has.

use super::library::last;
use super::machine::Machine;
use super::value::{Kind, State, Thing, V};
use crate::report::Acquisition;
use crate::resources::{Catalogue, Handle, WithEffect};
use std::sync::LazyLock;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::builtin().unwrap_or_default());

/// All public members of some classes, by the class of the catalogue (`dir` of Python 3.11, with what
/// 3.12 to 3.14 have added and what instances have beside).
const MEMBERS: &[(&str, &str)] = &[
    (
        "io.IOBase",
        "buffer close closed closefd delete detach encoding errors file fileno flush isatty \
            line_buffering mode name newlines peek raw read read1 readable readall \
            readinto readinto1 readline readlines reconfigure seek seekable tell \
            truncate writable write write_through writelines",
    ),
    (
        "socket.socket",
        "accept bind close connect connect_ex detach dup family fileno get_inheritable \
            getblocking getpeername getsockname getsockopt gettimeout ioctl listen \
            makefile proto recv recv_into recvfrom recvfrom_into recvmsg recvmsg_into \
            send sendall sendfile sendmsg sendmsg_afalg sendto set_inheritable \
            setblocking setsockopt settimeout share shutdown timeout type",
    ),
    (
        "sqlite3.Connection",
        "DataError DatabaseError Error IntegrityError InterfaceError InternalError \
            NotSupportedError OperationalError ProgrammingError Warning autocommit \
            backup blobopen close commit create_aggregate create_collation \
            create_function create_window_function cursor deserialize execute \
            executemany executescript getconfig getlimit in_transaction interrupt \
            isolation_level iterdump rollback row_factory serialize set_authorizer \
            set_progress_handler set_trace_callback setconfig setlimit text_factory \
            total_changes",
    ),
    (
        "subprocess.Popen",
        "args communicate encoding errors kill pid pipesize poll process_group returncode \
            send_signal stderr stdin stdout terminate text_mode universal_newlines wait",
    ),
    ("concurrent.futures.Executor", "map shutdown submit"),
    (
        "concurrent.futures.ProcessPoolExecutor",
        "kill_workers map shutdown submit terminate_workers",
    ),
];

/// The entry of what a row of the report is about.
pub(super) fn entry_of(row: &Acquisition) -> Option<&'static Handle> {
    let builtin = format!("builtins.{}", row.api);
    let mut named = [row.api.as_str(), builtin.as_str()].into_iter();
    if let Some((handle, _)) = named.find_map(|name| CATALOGUE.acquired_by(name)) {
        return Some(handle);
    }
    // By the last word of the name alone only where no other is called that.
    let is_named = |name: &String| last(name) == last(&row.api);
    let gives = |handle: &&Handle| {
        let mut names = handle.acquire.iter().flat_map(|each| &each.names);
        handle.kind == row.resource && names.any(is_named)
    };
    let mut alike = CATALOGUE.handles().iter().filter(gives);
    alike.next().filter(|_| alike.next().is_none())
}

/// The entry of files that `open` gives.
pub(super) fn file() -> Option<&'static Handle> {
    CATALOGUE.acquired_by("open").map(|(handle, _)| handle)
}

/// Whether something of that name gives what has to be released, so that it is called and not entered.
pub(super) fn acquires(name: &str) -> bool {
    CATALOGUE.mentions(last(name))
}

/// Whether leaving a `with` of it releases it; what is not known is taken to do so.
pub(super) fn releases_by_with(entry: Option<&Handle>) -> bool {
    entry.is_none_or(|entry| entry.with == WithEffect::Releases)
}

/// Whether all members of its class are known, and an attribute is none of them.
pub(super) fn has_not(entry: Option<&Handle>, attr: &str) -> bool {
    let known = |class: &str| MEMBERS.iter().find(|(own, _)| *own == class);
    let members = entry.and_then(|entry| known(&entry.class));
    !attr.starts_with('_')
        && members.is_some_and(|(_, all)| all.split_whitespace().all(|member| member != attr))
}

impl Machine<'_> {
    /// The entry of a thing that is held.
    pub(super) fn entry(&self, state: &State, at: usize) -> Option<&'static Handle> {
        match state.things.get(at) {
            Some(Thing::Handle { entry, .. }) => *entry,
            _ => None,
        }
    }

    /// Whether a call of a method does nothing until it is awaited.
    pub(super) fn has_to_be_awaited(&self, state: &State, func: &V) -> bool {
        let Kind::Member(base, name) = &func.kind else {
            return false;
        };
        let Kind::Thing(at) = base.kind else {
            return false;
        };
        let is_at_once = matches!(
            name.as_str(),
            "terminate" | "transaction" | "cursor" | "pipeline" | "is_closed"
        );
        !is_at_once && self.entry(state, at).is_some_and(|entry| entry.awaited)
    }

    /// Whether a method of a handle releases it.
    pub(super) fn is_released_by(&self, state: &State, at: usize, name: &str) -> bool {
        match self.entry(state, at) {
            Some(entry) if matches!(name, "__exit__" | "__aexit__") => {
                releases_by_with(Some(entry))
            }
            Some(entry) => entry.release.iter().any(|own| own == name),
            None => super::lent::releases(name),
        }
    }
}
