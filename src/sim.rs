//! The simulator: a discrete-event model of a Python service that leaks.
//!
//! A [`scenario::Scenario`] is plain data, and `src/sim/README.md` says how to write one; a [`run::Run`] plays it and yields [`frame::Frame`]s.
//! The same seed gives the same run, bit for bit, natively and in the browser: time is an `f64`
//! ordered by `total_cmp`, transcendental functions come from `libm`, no hash map is iterated, and
//! no clock is read.
//!
//! Reading order: what is simulated ([`scenario`], [`resource`]), how ([`engine`], [`random`],
//! [`model`]), what comes out ([`frame`], [`measure`], [`histogram`], [`run`], [`replicate`]), and what theory
//! says beforehand ([`formulas`], [`prediction`]).

pub mod fate;
pub mod formulas;
pub mod frame;
pub mod gamma;
pub mod histogram;
pub mod measure;
pub mod prediction;
pub mod presets;
pub mod read;
pub mod resource;
pub mod scenario;
pub mod stop;

// What plays is the engine's; what is written above is also drawn and said by the page.
#[cfg(feature = "engine")]
pub mod engine;
#[cfg(feature = "engine")]
pub mod model;
#[cfg(feature = "engine")]
pub mod random;
#[cfg(feature = "engine")]
pub mod replicate;
#[cfg(feature = "engine")]
pub mod run;
