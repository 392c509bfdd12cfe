//! What functions of the standard library raise if anything goes wrong outside of the program, from their
//! documentation. Wrong arguments are the program's own doing.

/// Modules whose functions raise one class.
const MODULES: &[(&str, &[&str])] = &[
    ("fcntl", &["OSError"]),
    ("os", &["OSError"]),
    ("select", &["OSError"]),
    ("shutil", &["OSError"]),
    ("socket", &["OSError"]),
    ("struct", &["struct.error"]),
];

/// Functions of which it is told one by one.
const FUNCTIONS: &[(&str, &[&str])] = &[
    ("builtins.float", &["ValueError"]),
    ("builtins.int", &["ValueError"]),
    ("json.loads", &["ValueError"]),
    (
        "subprocess.call",
        &["OSError", "subprocess.SubprocessError"],
    ),
    (
        "subprocess.check_call",
        &["OSError", "subprocess.SubprocessError"],
    ),
    (
        "subprocess.check_output",
        &["OSError", "subprocess.SubprocessError"],
    ),
    ("subprocess.run", &["OSError", "subprocess.SubprocessError"]),
    ("urllib.request.urlopen", &["OSError"]),
];

/// The classes of what a function raises; none if that is not known.
pub fn raised_by(path: &str) -> &'static [&'static str] {
    let module = path.rsplit_once('.').map_or("", |(module, _)| module);
    let named = FUNCTIONS.iter().find(|(name, _)| *name == path);
    let of_module = MODULES.iter().find(|(name, _)| *name == module);
    named.or(of_module).map_or(&[], |(_, classes)| classes)
}
