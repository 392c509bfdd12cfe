//! The `leaklab.toml` of each file: the nearest one in its folder and those above.

use leaklab::check::Options;
use leaklab::project::{FILE, Project};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The settings that have been found, by folder.
#[derive(Default)]
pub struct Configs {
    /// The one to use for every file.
    only: Option<Options>,
    known: HashMap<PathBuf, Options>,
}

impl Configs {
    /// Looks for settings near each file, or takes those of one file for all.
    ///
    /// # Errors
    /// If that file cannot be read, in words.
    pub fn new(only: Option<&Path>) -> Result<Self, String> {
        let only = only.map(read).transpose()?;
        Ok(Self {
            only,
            known: HashMap::new(),
        })
    }

    /// The options for a file. Settings that cannot be read are told once, and the usual ones are
    /// used.
    pub fn of(&mut self, file: &Path, failures: &mut Vec<String>) -> Options {
        if let Some(only) = &self.only {
            return only.clone();
        }
        let folder = file.parent().unwrap_or(Path::new(""));
        let folder = match folder.as_os_str().is_empty() {
            true => Path::new("."),
            false => folder,
        };
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        self.near(&folder, failures)
    }

    fn near(&mut self, folder: &Path, failures: &mut Vec<String>) -> Options {
        if let Some(known) = self.known.get(folder) {
            return known.clone();
        }
        let file = folder.join(FILE);
        let options = match (file.is_file(), folder.parent()) {
            (true, _) => read(&file).unwrap_or_else(|failure| {
                failures.push(failure);
                Options::default()
            }),
            (false, Some(parent)) => self.near(parent, failures),
            (false, None) => Options::default(),
        };
        self.known.insert(folder.to_owned(), options.clone());
        options
    }
}

fn read(file: &Path) -> Result<Options, String> {
    let name = file.display();
    let text = std::fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
    let settings = Project::read(&text).map_err(|wrong| format!("{name}: {wrong}"))?;
    Ok(Options::of(settings))
}
