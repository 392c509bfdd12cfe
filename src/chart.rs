//! Pictures: frames and numbers in, shapes out, as plain data that any page can draw.
//!
//! Every picture comes with a sentence that says what it shows ([`summary`]) and a table of its
//! numbers ([`table`]); those of a run are in one list ([`view`]). Colour is never the only sign:
//! leaked shapes have a class of their own that is drawn hatched. Nothing here knows the page.

pub mod assumed;
mod buffer;
pub mod cliff;
pub mod comparison;
mod delay;
pub mod flags;
pub mod foretold;
pub mod found;
pub mod gauge;
pub mod grid;
mod heap;
pub mod histogram;
pub mod ledger;
mod line;
mod monitor;
mod pool;
mod ports;
mod replicas;
pub mod scene;
pub mod series;
pub mod shape;
mod snapshots;
pub mod stress;
pub mod summary;
pub mod table;
mod threads;
mod treemap;
pub mod view;
