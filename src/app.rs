//! The page: a pure model, and around it the only code that knows Yew and the browser.
//!
//! [`model`] compiles without the `page` feature and is tested natively. `store` runs its effects,
//! `browser` is the only place that calls the browser, `pages` and `parts` turn the model into
//! HTML and send messages back.

pub mod arranged;
pub mod bench;
pub mod compare;
pub mod diff;
pub mod marked;
pub mod marks;
pub mod matrix;
pub mod model;
pub mod route;
pub mod words;

#[cfg(feature = "page")]
pub mod browser;
#[cfg(feature = "page")]
pub mod pages;
#[cfg(feature = "page")]
pub mod parts;
#[cfg(feature = "prerender")]
pub mod prerender;
#[cfg(feature = "page")]
pub mod store;
