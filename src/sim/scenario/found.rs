//! What is wrong with values: the same things of many fields.

use crate::sim::resource::Resource;

/// A value that cannot be simulated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field, as a dotted path such as `service.mean` or `paths[1].steps[0].work.share`.
    pub field: String,
    /// What is wrong and what would be right.
    pub message: String,
}

/// The largest table or pool, in units: the kernel's `fs.nr_open` on common machines.
const MOST_UNITS: u32 = 1_048_576;
/// The largest number of any kind; what is infinite is above it.
pub const LARGEST: f64 = 1e12;

/// What is wrong, in the order in which it is found.
#[derive(Default)]
pub struct Found(Vec<Problem>);

impl Found {
    /// All of it.
    pub fn all(self) -> Vec<Problem> {
        self.0
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with a field, unless something else is already: one mistake is one line.
    pub fn add(&mut self, field: &str, message: String) {
        if self.0.iter().any(|known| known.field == field) {
            return;
        }
        self.0.push(Problem {
            field: field.to_owned(),
            message,
        });
    }

    /// It must be above 0.
    pub fn positive(&mut self, field: &str, value: f64) {
        if value.is_nan() || value <= 0.0 {
            self.add(field, format!("must be above 0, is {value}"));
        }
        self.at_most(field, value, LARGEST);
    }

    /// It must be 0 or more.
    pub fn not_negative(&mut self, field: &str, value: f64) {
        if value.is_nan() || value < 0.0 {
            self.add(field, format!("must be 0 or more, is {value}"));
        }
        self.at_most(field, value, LARGEST);
    }

    /// It must not be above this.
    pub fn at_most(&mut self, field: &str, value: f64, most: f64) {
        if value > most {
            self.add(field, format!("must be at most {most:e}, is {value:e}"));
        }
    }

    /// It must be a probability.
    pub fn chance(&mut self, field: &str, value: f64) {
        if !(0.0..=1.0).contains(&value) {
            self.add(field, format!("must be between 0 and 1, is {value}"));
        }
    }

    /// It must be from this to that.
    pub fn between(&mut self, field: &str, value: u32, least: u32, most: u32) {
        if !(least..=most).contains(&value) {
            let message = format!("must be between {least} and {most}, is {value}");
            self.add(field, message);
        }
    }

    /// What is wrong with a resource.
    pub fn resource(&mut self, field: &str, resource: &Resource) {
        match resource {
            Resource::Table(table) => {
                let name = format!("{field}.table");
                self.table(&name, table.limit, table.reserved);
                self.not_negative(&format!("{name}.lingers"), table.lingers);
            }
            Resource::Pool(pool) => {
                let units = u64::from(pool.size) + u64::from(pool.overflow);
                if units == 0 || units > u64::from(MOST_UNITS) {
                    let message =
                        format!("size + overflow must be between 1 and {MOST_UNITS}, is {units}");
                    self.add(&format!("{field}.pool.size"), message);
                }
                self.not_negative(&format!("{field}.pool.opens"), pool.opens);
                if let Some(timeout) = pool.timeout {
                    self.not_negative(&format!("{field}.pool.timeout"), timeout);
                }
            }
        }
    }

    /// What is wrong with a table.
    pub fn table(&mut self, name: &str, limit: u32, reserved: u32) {
        if limit > MOST_UNITS {
            let message = format!("must be at most {MOST_UNITS}, is {limit}");
            self.add(&format!("{name}.limit"), message);
        }
        if reserved >= limit {
            let message = format!("must be below the limit of {limit}, is {reserved}");
            self.add(&format!("{name}.reserved"), message);
        }
    }
}
