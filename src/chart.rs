//! Pictures: frames and numbers in, shapes out, as plain data that any page can draw.
//!
//! Every picture comes with a sentence that says what it shows ([`summary`]) and a table of its
//! numbers ([`table`]). Colour is never the only sign: leaked shapes have a class of their own that
//! is drawn hatched. Nothing here knows the page.

pub mod gauge;
pub mod grid;
pub mod pool;
pub mod series;
pub mod shape;
pub mod summary;
pub mod table;
