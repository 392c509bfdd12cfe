//! Every test that is not a unit test, in one binary.

mod cases;
mod lessons;
mod tidy;
