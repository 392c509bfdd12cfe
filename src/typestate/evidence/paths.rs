//! Paths, by the names of what gives them.

/// The class of a path.
pub const PATH: &str = "pathlib.Path";

/// Methods and attributes of a path that give a path.
const PATH_MEMBERS: &[&str] = &[
    "absolute",
    "expanduser",
    "joinpath",
    "parent",
    "relative_to",
    "rename",
    "replace",
    "resolve",
    "with_name",
    "with_stem",
    "with_suffix",
];

/// Whether a method or attribute of an object of a class gives a path.
pub fn is_path_member(class: &str, name: &str) -> bool {
    class == PATH && PATH_MEMBERS.contains(&name)
}

/// Whether a function gives a path.
pub fn makes_path(path: &str) -> bool {
    matches!(path, "pathlib.Path.home" | "pathlib.Path.cwd")
}

/// Whether a function gives the path it is given, in other words.
pub fn rewrites_path(function: &str) -> bool {
    const REWRITING: &[&str] = &[
        "builtins.str",
        "os.fsdecode",
        "os.fsencode",
        "os.fspath",
        "os.path.abspath",
        "os.path.normcase",
        "os.path.normpath",
        "os.path.realpath",
    ];
    REWRITING.contains(&function)
}

/// Whether what a call of this name returned is a series of paths.
pub fn gives_paths(class: &str) -> bool {
    matches!(
        class,
        "pathlib.Path.glob" | "pathlib.Path.rglob" | "pathlib.Path.iterdir"
    )
}
