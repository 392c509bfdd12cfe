//! The simulator: a discrete-event model of a Python service that leaks.
//!
//! A [`scenario::Scenario`] is plain data, and `src/sim/README.md` says how to write one; a [`run::Run`] plays it and yields [`frame::Frame`]s.
//! The same seed gives the same run, bit for bit, natively and in the browser: time is an `f64`
//! ordered by `total_cmp`, transcendental functions come from `libm`, no hash map is iterated, and
//! no clock is read.
//!
//! Reading order: what is simulated ([`scenario`], [`resource`]), how ([`engine`], [`random`],
//! [`model`]), what comes out ([`frame`], [`measure`], [`run`], [`replicate`]), and what theory
//! says beforehand ([`formulas`], [`prediction`]).

pub mod engine;
pub mod fate;
pub mod formulas;
pub mod frame;
pub mod gamma;
pub mod measure;
pub mod model;
mod numbered;
pub mod prediction;
pub mod presets;
pub mod random;
pub mod read;
pub mod replicate;
pub mod resource;
pub mod run;
pub mod scenario;
pub mod stop;
