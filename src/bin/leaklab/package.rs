//! The other files of the package that a file belongs to, as far as something has to be looked up in them.

use super::walk::{self, Ignored};
use leaklab::check::package::{self, Place};
use std::collections::{HashMap, HashSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, OnceLock, PoisonError};

/// Most files in which one name is looked up: what stands in more of them is used everywhere.
const MOST: usize = 48;

/// Of how many packages what was found is kept: files are checked folder by folder, several at a time.
const KEPT: usize = 4;

/// What is known of the packages that were asked last.
static KNOWN: LazyLock<Mutex<VecDeque<Arc<Package>>>> = LazyLock::new(Mutex::default);

/// The outermost folder above a file that is a package, if the file is part of one.
pub fn root(file: &Path) -> Option<PathBuf> {
    let file = file.canonicalize().ok()?;
    let folders = file.ancestors().skip(1);
    let packages = folders.take_while(|it| it.join("__init__.py").is_file());
    packages.last().map(Path::to_owned)
}

/// Where the files of a package call something that has a name, or hand it on. What cannot be read says nothing.
pub fn places(root: &Path, name: &str) -> Vec<Place> {
    let package = known(root);
    if let Some(places) = whatever(&package.places).get(name) {
        return places.clone();
    }
    let files = package.words().get(name).into_iter().flatten();
    let places: Vec<Place> = files
        .flat_map(|file| package::places(&read(file), name))
        .collect();
    whatever(&package.places).insert(name.to_owned(), places.clone());
    places
}

/// A package, as far as it was asked.
struct Package {
    root: PathBuf,
    /// Every word, with files in which it stands: read when it is first wanted.
    words: OnceLock<Words>,
    places: Mutex<HashMap<String, Vec<Place>>>,
}

type Words = HashMap<String, Vec<Arc<Path>>>;

fn known(root: &Path) -> Arc<Package> {
    let mut known = whatever(&KNOWN);
    let at = known.iter().position(|it| it.root == root);
    let package = at.and_then(|at| known.remove(at)).unwrap_or_else(|| {
        Arc::new(Package {
            root: root.to_owned(),
            words: OnceLock::new(),
            places: Mutex::default(),
        })
    });
    known.push_front(package.clone());
    known.truncate(KEPT);
    package
}

impl Package {
    fn words(&self) -> &Words {
        self.words.get_or_init(|| {
            let folders = [self.root.clone()];
            let files = walk::files(&folders, Ignored::Read, is_python).filter_map(Result::ok);
            let mut words = Words::new();
            for file in files.filter(|it| !it.strip_prefix(&self.root).is_ok_and(is_a_test)) {
                let text = read(&file);
                let file: Arc<Path> = file.into();
                let is_part = |it: char| it.is_alphanumeric() || it == '_';
                let all: HashSet<&str> = text.split(|it| !is_part(it)).collect();
                for word in all {
                    match words.get_mut(word) {
                        Some(files) if files.len() == MOST => {}
                        Some(files) => files.push(file.clone()),
                        None => _ = words.insert(word.to_owned(), vec![file.clone()]),
                    }
                }
            }
            words
        })
    }
}

/// The text of a file; nothing of one that cannot be read, whose own turn will say so.
fn read(file: &Path) -> String {
    let bytes = fs::read(file).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn is_python(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "py")
}

/// Whether a file is one of the package's tests.
fn is_a_test(path: &Path) -> bool {
    path.iter().any(|part| {
        let part = part.to_string_lossy();
        matches!(&*part, "conftest.py" | "test" | "testing" | "tests")
            || part.starts_with("test_")
            || part.ends_with("_test.py")
    })
}

/// What a lock guards, also after a panic: what is kept here is whole at any time.
fn whatever<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
