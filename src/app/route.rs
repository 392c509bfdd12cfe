//! The pages' addresses, in the part after `#`, so that any file server and any folder will do.

/// A page. Everything after a `?` belongs to the page itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "page", derive(yew_router::Routable))]
pub enum Route {
    /// The front page.
    #[cfg_attr(feature = "page", at("/"))]
    Home,
    /// The course map.
    #[cfg_attr(feature = "page", at("/learn"))]
    Learn,
    /// What comes back today of what was missed.
    #[cfg_attr(feature = "page", at("/learn/review"))]
    Review,
    /// The test at the head of a chapter.
    #[cfg_attr(feature = "page", at("/learn/test/:chapter"))]
    Test {
        /// Name of the chapter, such as `files`.
        chapter: String,
    },
    /// One lesson.
    #[cfg_attr(feature = "page", at("/learn/:lesson"))]
    Lesson {
        /// Name of the lesson, such as `files-left-open`.
        lesson: String,
    },
    /// The editor and its findings.
    #[cfg_attr(feature = "page", at("/check"))]
    Check,
    /// The sandbox.
    #[cfg_attr(feature = "page", at("/simulate"))]
    Simulate,
    /// Rules, resources, messages, words.
    #[cfg_attr(feature = "page", at("/reference"))]
    Reference,
    /// One entry of the reference.
    #[cfg_attr(feature = "page", at("/reference/:entry"))]
    Entry {
        /// Name of the entry, such as `never-released`.
        entry: String,
    },
    /// No such page.
    #[cfg_attr(feature = "page", not_found, at("/404"))]
    NotFound,
}
