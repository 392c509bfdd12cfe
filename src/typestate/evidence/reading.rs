//! What functions go through what they are given, and how far.

/// Whether a function reads what it is given to its end.
pub fn reads_to_the_end(path: &str) -> bool {
    matches!(
        path,
        "json.load"
            | "shutil.copyfileobj"
            | "xml.etree.ElementTree.parse"
            | "xml.dom.minidom.parse"
    )
}

/// Whether a function's result holds what its arguments hold.
pub fn gathers(path: &str) -> bool {
    const GATHERING: &[&str] = &[
        "list",
        "tuple",
        "set",
        "enumerate",
        "zip",
        "reversed",
        "sorted",
        "iter",
        "dict",
    ];
    is_builtin(path, GATHERING)
}

/// Whether a function asks what it is given for all its items.
pub fn runs_to_the_end(path: &str) -> bool {
    const WHOLE: &[&str] = &[
        "dict",
        "frozenset",
        "list",
        "max",
        "min",
        "set",
        "sorted",
        "sum",
        "tuple",
    ];
    is_builtin(path, WHOLE)
}

/// Whether a dotted name is that of one of these builtins.
pub fn is_builtin(path: &str, among: &[&str]) -> bool {
    let builtin = path.strip_prefix("builtins.");
    builtin.is_some_and(|name| among.contains(&name))
}
