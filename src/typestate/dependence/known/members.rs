//! Attributes and methods of a handle: whether what they give works without it.

use crate::resources::Handle;
use crate::typestate::evidence;

/// What a member of a handle, or the result of one of its methods, is to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// Known without the handle, open or not: `closed`, `name`.
    Label,
    /// Plain data, for which the handle has to be open.
    Data,
    /// Something that reads it as it is asked.
    Rows,
    /// Anything.
    Part,
}

/// Attributes that are known whether the handle is open or not.
const LABELS: &[&str] = &[
    "arraysize",
    "description",
    "encoding",
    "errors",
    "filename",
    "headers",
    "host",
    "ident",
    "lastrowid",
    "line_num",
    "mode",
    "msg",
    "name",
    "newlines",
    "pid",
    "port",
    "reason",
    "returncode",
    "row_factory",
    "rowcount",
    "status",
    "status_code",
    "url",
    "urls",
];

/// Attributes with data, and those that say something else when the handle is closed.
const DATA: &[&str] = &[
    "closed", "content", "data", "family", "height", "info", "size", "text", "width",
];

/// Methods that give plain data, or nothing.
const DATA_METHODS: &[&str] = &[
    "add",
    "apply",
    "bind",
    "clear",
    "commit",
    "connect",
    "connect_ex",
    "cwd",
    "delete",
    "drain",
    "ehlo",
    "executescript",
    "extract",
    "extractall",
    "fetch",
    "fetchall",
    "fetchmany",
    "fetchone",
    "fetchrow",
    "fetchval",
    "flush",
    "getinfo",
    "getmember",
    "getmembers",
    "getnames",
    "getpeername",
    "getsockname",
    "getsockopt",
    "getvalue",
    "info",
    "infolist",
    "is_alive",
    "is_closing",
    "isatty",
    "json",
    "list",
    "listen",
    "load",
    "login",
    "map",
    "mkd",
    "namelist",
    "nlst",
    "peek",
    "poll",
    "printdir",
    "put",
    "read",
    "read1",
    "read_text",
    "readable",
    "readall",
    "readexactly",
    "readinto",
    "readline",
    "readlines",
    "readuntil",
    "recv",
    "recv_bytes",
    "recv_into",
    "recv_multipart",
    "recv_string",
    "recvfrom",
    "recvmsg",
    "retrbinary",
    "retrlines",
    "rollback",
    "save",
    "scalar",
    "search",
    "seek",
    "seekable",
    "select",
    "send",
    "send_bytes",
    "send_message",
    "send_multipart",
    "send_string",
    "sendall",
    "sendfile",
    "sendmail",
    "sendto",
    "set",
    "set_debuglevel",
    "setblocking",
    "setsockopt",
    "settimeout",
    "starmap",
    "starttls",
    "storbinary",
    "storlines",
    "sync",
    "tell",
    "testzip",
    "text",
    "truncate",
    "verify",
    "voidcmd",
    "writable",
    "write",
    "write_eof",
    "writelines",
    "writestr",
];

/// Methods and attributes whose result gives plain data as it is asked.
const ROWS: &[&str] = &[
    "cursor",
    "execute",
    "executemany",
    "imap",
    "imap_unordered",
    "iter_content",
    "iter_lines",
    "items",
    "iterdump",
    "keys",
    "makefile",
    "stderr",
    "stdin",
    "stdout",
    "values",
];

/// Releasing methods that talk to the other side, which has hung up the second time.
const GOODBYES: &[&str] = &["bye", "logoff", "logout", "quit", "unbind", "unbind_s"];

/// Whether what a handle is called by, in texts that are made of it, goes with the handle.
pub fn has_path(handle: &Handle) -> bool {
    handle.by_path || handle.class.starts_with("tempfile.")
}

/// Whether a text that is made of a handle is of use only as long as the handle is there: a path, or the number of a
/// descriptor, by which others find it.
pub fn goes_by_what_is_written(handle: &Handle) -> bool {
    has_path(handle) || is_number(handle)
}

/// Whether a handle is a number: a descriptor.
pub fn is_number(handle: &Handle) -> bool {
    handle.release.is_empty() && handle.release_calls.iter().any(|it| it == "os.close")
}

/// What an attribute of a handle is.
pub fn attribute(handle: &Handle, name: &str) -> Member {
    // What is at the path goes with the handle.
    let is_path = name == "name" && has_path(handle);
    match () {
        () if is_path => Member::Part,
        () if handle
            .parts
            .iter()
            .any(|part| part.strip_prefix('.') == Some(name)) =>
        {
            Member::Part
        }
        () if LABELS.contains(&name) => Member::Label,
        () if DATA.contains(&name) => Member::Data,
        () if ROWS.contains(&name) => Member::Rows,
        () => Member::Part,
    }
}

/// What a method of a handle gives.
pub fn method(handle: &Handle, name: &str) -> Member {
    match () {
        () if ROWS.contains(&name) => Member::Rows,
        () if name == "map" && maps_at_once(handle) => Member::Rows,
        () if handle.parts.iter().any(|part| part == name) => Member::Part,
        () if handle.data.iter().any(|it| it == name) => Member::Data,
        () if DATA_METHODS.contains(&name) => Member::Data,
        () if evidence::releases(name) || handle.release.iter().any(|it| it == name) => {
            Member::Data
        }
        () => Member::Part,
    }
}

/// Whether a method of anything may give what it has, by its name: it gives plain data only where it is one of the
/// handle's own.
pub fn may_give_items(name: &str) -> bool {
    matches!(
        name,
        "add"
            | "apply"
            | "fetch"
            | "info"
            | "list"
            | "load"
            | "map"
            | "put"
            | "search"
            | "select"
            | "set"
    )
}

/// Whether a method of a handle answers as before when the handle has been released.
pub fn answers_closed(name: &str) -> bool {
    !matches!(name, "detach" | "fileno") && evidence::is_fine_after_release(name)
}

/// Whether a method starts work that goes on by itself, and that a release may break off or waits for.
pub fn starts_work(handle: &Handle, name: &str) -> bool {
    match name {
        "map" => maps_at_once(handle),
        _ => matches!(
            name,
            "apply_async" | "imap" | "imap_unordered" | "map_async" | "starmap_async" | "submit"
        ),
    }
}

/// Whether `map` begins with all and gives what is done: a pool of `multiprocessing` waits until all is.
fn maps_at_once(handle: &Handle) -> bool {
    handle.kind == "executor"
}

/// Whether a handle does what it is given to do while the program goes on.
pub fn works(handle: &Handle) -> bool {
    matches!(handle.kind.as_str(), "executor" | "process pool")
}

/// Whether this way to release a handle waits until all is done that it was given to do.
pub fn waits_at_the_end(handle: &Handle, how: &str) -> bool {
    handle.kind == "executor" && how.ends_with(".shutdown()")
}

/// Whether a method gives something that must be gone before the handle may be closed, or makes the handle matter
/// by being open: a view of its memory, what it was made of, an address that is taken, a member of an archive that
/// is written.
pub fn lends(handle: &Handle, name: &str, args: usize) -> bool {
    let is_written = handle.kind == "archive" && name == "open" && args > 1;
    is_written || matches!(name, "bind" | "detach" | "getbuffer")
}

/// Whether a method waits for such work.
pub fn waits(name: &str) -> bool {
    matches!(
        name,
        "accept" | "exception" | "get" | "recv" | "recvfrom" | "result" | "wait"
    )
}

/// Whether the items of a handle are plain data: the lines of a file, the members of an archive.
pub fn has_data_items(handle: &Handle) -> bool {
    handle.data.iter().any(|it| it == "[]")
}

/// Whether releasing a handle in this way does nothing when it has been released already.
pub fn is_harmless_twice(handle: &Handle, how: &str) -> bool {
    // Who talks to a process until it ends reads what it says.
    if how == "communicate" {
        return false;
    }
    // What is at a path is not there the second time.
    handle.twice.is_empty() && !handle.by_path && !GOODBYES.contains(&how)
}
