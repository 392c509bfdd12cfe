//! The `leaklab.toml` of each file: the nearest one in its folder and those above.

use leaklab::check::Options;
use leaklab::check::report::Confidence;
use leaklab::project::{FILE, Project};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The settings that have been found, by folder.
pub struct Configs {
    /// The one to use for every file.
    only: Option<Arc<Options>>,
    /// What is shown besides, whatever they say.
    more: Vec<Confidence>,
    /// By folder as it is written, and by its real path.
    known: HashMap<PathBuf, Arc<Options>>,
    usual: Arc<Options>,
}

impl Configs {
    /// Looks for settings near each file, or takes those of one file for all; shows `more` than they
    /// say.
    ///
    /// # Errors
    /// If that file cannot be read, in words.
    pub fn new(only: Option<&Path>, more: Vec<Confidence>) -> Result<Self, String> {
        let only = only.map(read).transpose()?;
        Ok(Self {
            only: only.map(|options| showing(options, &more)),
            usual: showing(Options::default(), &more),
            more,
            known: HashMap::new(),
        })
    }

    /// The options for a file: the same ones for all files that have the same settings. Settings that
    /// cannot be read are told once, and the usual ones are used.
    pub fn of(&mut self, file: &Path, failures: &mut Vec<String>) -> Arc<Options> {
        if let Some(only) = &self.only {
            return Arc::clone(only);
        }
        let folder = file.parent().unwrap_or(Path::new(""));
        let folder = match folder.as_os_str().is_empty() {
            true => Path::new("."),
            false => folder,
        };
        if let Some(known) = self.known.get(folder) {
            return Arc::clone(known);
        }
        let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let options = self.near(&real, failures);
        self.known.insert(folder.to_owned(), Arc::clone(&options));
        options
    }

    fn near(&mut self, folder: &Path, failures: &mut Vec<String>) -> Arc<Options> {
        if let Some(known) = self.known.get(folder) {
            return Arc::clone(known);
        }
        let file = folder.join(FILE);
        let options = match (file.is_file(), folder.parent()) {
            (true, _) => match read(&file) {
                Ok(options) => showing(options, &self.more),
                Err(failure) => {
                    failures.push(failure);
                    Arc::clone(&self.usual)
                }
            },
            (false, Some(parent)) => self.near(parent, failures),
            (false, None) => Arc::clone(&self.usual),
        };
        self.known.insert(folder.to_owned(), Arc::clone(&options));
        options
    }
}

fn showing(mut options: Options, more: &[Confidence]) -> Arc<Options> {
    options.show.extend(more);
    Arc::new(options)
}

fn read(file: &Path) -> Result<Options, String> {
    let name = file.display();
    let text = std::fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
    let settings = Project::read(&text).map_err(|wrong| format!("{name}: {wrong}"))?;
    Ok(Options::of(settings))
}
