//! What is known of functions and members that get or give something of a handle: whether what they
//! give works without it.
//!
//! What is in no list counts as tied to the handle.

mod functions;
mod members;

pub use functions::{
    Keeps, asks_for_all, calls_later, exhausts, finishes, finishes_path, gathers, gives_when_done,
    holds, keeps_operands, makes_rows, method_finishes, of_function, sees_all, waits_for_all,
    writes_down,
};
pub use members::{
    Member, answers_closed, attribute, goes_by_what_is_written, has_data_items, has_path,
    is_harmless_twice, is_number, lends, may_give_items, method, starts_work, waits,
    waits_at_the_end, works,
};
