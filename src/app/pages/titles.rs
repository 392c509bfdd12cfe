//! The title of each page, as the browser's tab and its history show it.

use super::lesson::plain;
use super::reference;
use crate::app::model::Model;
use crate::app::route::Route;

/// The title of the page of an address, as far as what is on it has come.
pub(super) fn title(route: &Route, model: &Model) -> String {
    let words: Vec<String> = match route {
        Route::Home => return "Leaklab: resource leaks in Python".to_owned(),
        Route::Learn => vec!["Learn".to_owned()],
        Route::Review => vec!["What comes back today".to_owned(), "Learn".to_owned()],
        Route::Test { chapter } => test_words(chapter, model),
        Route::Lesson { lesson } => lesson_words(lesson, model),
        Route::Check => vec!["Check".to_owned()],
        Route::Simulate => vec!["Simulate".to_owned()],
        Route::Reference => vec!["Reference".to_owned()],
        Route::Entry { entry } => {
            let found = match model.look_up.shelf() {
                Some(shelf) => reference::title(&shelf.reference, entry)
                    .unwrap_or_else(|| "No such entry".to_owned()),
                None => entry.clone(),
            };
            vec![found, "Reference".to_owned()]
        }
        Route::NotFound => vec!["No such page".to_owned()],
    };
    words.join(" · ") + " · Leaklab"
}

/// The chapter that is tested.
fn test_words(chapter: &str, model: &Model) -> Vec<String> {
    match model.learn.chapter(chapter).next() {
        Some(entry) => vec!["Test".to_owned(), entry.front.chapter.clone()],
        None => vec!["No such chapter".to_owned()],
    }
}

/// The step, and the lesson that it is of.
fn lesson_words(lesson: &str, model: &Model) -> Vec<String> {
    let learn = &model.learn;
    let Some(entry) = learn.course.iter().find(|entry| entry.id == lesson) else {
        return vec!["No such lesson".to_owned()];
    };
    let is_open = learn.entry().is_some_and(|open| open.id == lesson);
    let step = learn
        .step()
        .filter(|_| is_open)
        .map(|step| plain(&step.title));
    step.into_iter()
        .chain([entry.front.title.clone()])
        .collect()
}
