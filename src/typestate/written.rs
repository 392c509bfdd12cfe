//! What is written in a file, read as it stands: nothing is followed here, and no value is known.
//!
//! What names mean and where the scopes are; what a function's graph and a class's methods say at a
//! glance; which steps may acquire something, by the names they call; locks, which are known by the way
//! they are written; who asks for which of it. What is bound nowhere is taken for what it says.

pub mod asked;
mod assumed;
pub(super) mod bodies;
pub(super) mod candidates;
pub(super) mod fields;
pub mod functions;
mod imports;
pub(super) mod locks;
pub mod look_alikes;
mod methods;
pub mod scope;
pub mod scopes;
