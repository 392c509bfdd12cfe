//! Modules under other names: what compatibility packages, vendored copies and drop-in replacements of a
//! module are copies of.

/// Packages that have other modules below them, from their documentation.
const SHELVES: &[&str] = &[
    "_vendor",
    "_vendored",
    "backports",
    "eventlet.green",
    "extern",
    "future.backports",
    "future.moves",
    "gevent",
    "packages",
    "six.moves",
    "vendor",
    "vendored",
];

/// Shelves on which other things than copies of modules are found as well: what is there under the name of
/// one of these is a copy.
const MIXED: &[(&str, &[&str])] = &[
    ("backports", &["ssl", "tarfile", "tempfile", "weakref"]),
    (
        "gevent",
        &[
            "os",
            "queue",
            "select",
            "selectors",
            "socket",
            "ssl",
            "subprocess",
            "threading",
        ],
    ),
    ("packages", &["urllib3"]),
];

/// Modules that are called otherwise, by the first part of their names.
const RENAMED: &[(&str, &str)] = &[
    ("billiard", "multiprocessing"),
    ("contextlib2", "contextlib"),
    ("dummy_threading", "threading"),
    ("http_client", "http.client"),
    ("multiprocess", "multiprocessing"),
    ("pathlib2", "pathlib"),
    ("psycopg2cffi", "psycopg2"),
    ("pysqlite2.dbapi2", "sqlite3"),
    ("pysqlite3.dbapi2", "sqlite3"),
    ("pysqlite3", "sqlite3"),
    ("sqlcipher3.dbapi2", "sqlite3"),
    ("subprocess32", "subprocess"),
    ("trollius", "asyncio"),
    ("unittest2", "unittest"),
    ("xmlrpc_client", "xmlrpc.client"),
    ("zipfile36", "zipfile"),
    ("zipfile37", "zipfile"),
];

/// The dotted name of what something imported is a copy of, if it is one.
pub fn original(path: &str) -> Option<String> {
    let taken = SHELVES.iter().find_map(|shelf| off(path, shelf));
    let rest = taken.unwrap_or(path);
    let renamed = RENAMED.iter().find_map(|(name, original)| {
        let members = rest.strip_prefix(name)?;
        let is_whole = members.is_empty() || members.starts_with('.');
        is_whole.then(|| format!("{original}{members}"))
    });
    renamed.or_else(|| taken.map(str::to_owned))
}

/// What is below a shelf, wherever that is.
fn off<'p>(path: &'p str, shelf: &str) -> Option<&'p str> {
    let at = path.match_indices(shelf).find(|(at, _)| {
        let end = at + shelf.len();
        let begins = *at == 0 || path[..*at].ends_with('.');
        begins && path[end..].starts_with('.')
    });
    let (at, _) = at?;
    let rest = &path[at + shelf.len() + 1..];
    let first = rest.split('.').next().unwrap_or(rest);
    match MIXED.iter().find(|(mixed, _)| *mixed == shelf) {
        Some((_, copies)) => copies.contains(&first).then_some(rest),
        None => Some(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::original;

    #[test]
    fn copies_are_known_by_where_they_are() {
        for (path, home) in [
            (
                "six.moves.urllib.request.urlopen",
                Some("urllib.request.urlopen"),
            ),
            ("a.vendored.six.moves.urllib", Some("urllib")),
            (
                "six.moves.http_client.HTTPConnection",
                Some("http.client.HTTPConnection"),
            ),
            (
                "requests.packages.urllib3.PoolManager",
                Some("urllib3.PoolManager"),
            ),
            (
                "gevent.socket.create_connection",
                Some("socket.create_connection"),
            ),
            ("gevent.pool.Pool", None),
            ("pip._vendor.requests.Session", Some("requests.Session")),
            ("subprocess32.Popen", Some("subprocess.Popen")),
            ("subprocess32x.Popen", None),
            ("pysqlite3.connect", Some("sqlite3.connect")),
            ("socket.socket", None),
        ] {
            assert_eq!(original(path).as_deref(), home, "{path}");
        }
    }
}
