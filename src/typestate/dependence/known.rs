//! What is known of functions and members that get or give something of a handle: whether what they
//! give works without it.
//!
//! What is in no list counts as tied to the handle.

mod functions;
mod members;

pub use functions::{
    Keeps, finishes, finishes_path, gathers, holds, keeps_operands, method_finishes, of_function,
};
pub use members::{
    Member, attribute, has_data_items, has_path, is_harmless_twice, lends, method, starts_work,
    waits_for_work,
};
