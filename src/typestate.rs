//! What becomes of one acquired resource on every path.
//!
//! Each acquisition is followed on its own: the state says where *this* handle is, which names hold
//! it, and the facts that decide the branches. Other resources are only values here. In a loop one
//! turn's handle is followed and the other turns' are not, so a handle overwritten on the way round
//! is seen like any other loss.
//!
//! ```text
//!             acquire                  last name gone
//!   Waiting ──────────► Open ─────────────────────────► Lost
//!                        │ ├── release ──► Released
//!                        │ └── return, store, … ──► HandedOver
//!                        └── still Open at a way out ──► leaked there
//! ```
//!
//! Truth policy: a leak is a feasible path on which the handle is neither released nor handed over
//! before its last name goes away. Exceptions out of a release itself are ignored.
//!
//! Approximation: `KeyboardInterrupt` and other asynchronous exceptions are not modelled; attribute
//! access and arithmetic are taken not to raise.

pub mod dependence;
pub mod evidence;
mod handle;
mod state;
mod steps;
pub mod summaries;
pub mod ways;
mod written;

pub use handle::Acquired;
pub use handle::context::{Context, Definitions};
pub use state::exceptions::Raised;
pub use state::misuse::{Misuse, MisuseKind};
pub use state::values::Val;
pub use state::{Completion, Handover, Loss, State, Status};
pub use summaries::Summaries;
pub use ways::tracker::{Tracked, Tracker};
pub use written::asked;
pub use written::functions::Functions;
pub use written::scope::ModuleScope;
pub use written::scopes::{Scope, Yields};
pub use written::{look_alikes, scope, scopes};
