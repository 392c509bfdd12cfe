//! Which files are read, one after another and in an order that depends on nothing but names.
//!
//! As ruff does: what is named is taken whatever it is; folders are walked, and what Git ignores is
//! left out (inside a repository, and by `.ignore` anywhere). Hidden folders, those that hold no
//! source of one's own, and links are left out besides.

use ignore::{DirEntry, WalkBuilder};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Whether files that Git ignores are left out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ignored {
    /// They are.
    LeftOut,
    /// They are read like others.
    Read,
}

/// The files behind `paths`, in the order given and folders in order of name; or in words what could
/// not be looked into. Of folders those that `is_one` of the wanted. Nothing is looked at before it is
/// asked for.
pub fn files(
    paths: &[PathBuf],
    ignored: Ignored,
    is_one: fn(&Path) -> bool,
) -> impl Iterator<Item = Result<PathBuf, String>> + '_ {
    paths
        .iter()
        .flat_map(move |path| -> Box<dyn Iterator<Item = _>> {
            match path.is_dir() {
                true => Box::new(inside(path, ignored, is_one)),
                false => Box::new(std::iter::once(Ok(path.clone()))),
            }
        })
}

fn inside(
    folder: &Path,
    ignored: Ignored,
    is_one: fn(&Path) -> bool,
) -> impl Iterator<Item = Result<PathBuf, String>> {
    let entries = WalkBuilder::new(folder)
        .standard_filters(ignored == Ignored::LeftOut)
        // Not by the library's rule, which leaves out hidden files as well.
        .hidden(false)
        .sort_by_file_name(OsStr::cmp)
        .filter_entry(|it| it.depth() == 0 || !is_folder(it) || is_wanted(it.file_name()))
        .build();
    entries.filter_map(move |entry| match entry {
        Ok(entry) => (is_file(&entry) && is_one(entry.path())).then(|| Ok(entry.into_path())),
        Err(error) => Some(Err(error.to_string())),
    })
}

fn is_folder(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_dir())
}

fn is_wanted(folder: &OsStr) -> bool {
    let name = folder.to_string_lossy();
    !name.starts_with('.') && name != "__pycache__" && name != "node_modules"
}

/// Whether it is a file of its own, not a link or a pipe.
fn is_file(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_file())
}
