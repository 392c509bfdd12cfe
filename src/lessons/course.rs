//! The course map: every lesson's front matter and steps, put into the program by the build script,
//! so that the map is there before any lesson is fetched.

use super::front::Front;
use serde::{Deserialize, Serialize};

/// A lesson as the map knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Name that stays, in addresses and in what is kept: its file's, without the number.
    pub id: String,
    /// Path of its file below `lessons/`.
    pub path: String,
    /// What it says about itself.
    pub front: Front,
    /// Names of its steps, in order, as [`super::Step::id`].
    pub steps: Vec<String>,
}

/// Every lesson, in the order of the course.
///
/// Never empty: the build script fails without lessons, and a test reads what it wrote.
pub fn course() -> Vec<Entry> {
    const COURSE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/course.bin"));
    postcard::from_bytes(COURSE).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_is_readable_and_in_order() {
        let course = course();
        assert!(!course.is_empty());
        assert!(course.is_sorted_by_key(|entry| &entry.path));
        assert!(course.iter().all(|entry| !entry.steps.is_empty()));
    }
}
