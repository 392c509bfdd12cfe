//! What is known of the variables; shared by all states that know the same until one of them changes it.

use super::values::Val;
use crate::cfg::VarId;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// The variables that hold something known.
#[derive(Clone, Debug, Default)]
pub(super) struct Env {
    /// By variable. States differ in few of them, and share the others.
    entries: Rc<Vec<Rc<Entry>>>,
    /// The hashes of the entries, added up.
    hash: u64,
}

/// A variable that holds something known.
#[derive(Clone, Debug)]
struct Entry {
    var: VarId,
    val: Val,
    /// Its hash, worked out once.
    hash: u64,
}

impl Env {
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn get(&self, var: VarId) -> Option<&Val> {
        let at = self.place(var).ok()?;
        Some(&self.entries[at].val)
    }

    /// The variables, in order, with what they hold.
    pub fn iter(&self) -> impl Iterator<Item = (VarId, &Val)> {
        self.entries.iter().map(|it| (it.var, &it.val))
    }

    /// The variables from one on, in order.
    pub fn vars_from(&self, first: VarId) -> impl Iterator<Item = VarId> {
        let start = self.entries.partition_point(|it| it.var < first);
        self.entries[start..].iter().map(|it| it.var)
    }

    /// Stores a value and says whether the old one held the handle.
    pub fn put(&mut self, var: VarId, val: Val) -> bool {
        match (self.place(var), val) {
            (Ok(at), Val::Unknown) => {
                let old = Rc::make_mut(&mut self.entries).remove(at);
                self.hash = self.hash.wrapping_sub(old.hash);
                old.val.holds_tracked()
            }
            (Ok(at), val) => {
                let held = self.entries[at].val.holds_tracked();
                if self.entries[at].val != val {
                    self.exchange(at, val);
                }
                held
            }
            (Err(_), Val::Unknown) => false,
            (Err(at), val) => {
                let entry = Entry::new(var, val);
                self.hash = self.hash.wrapping_add(entry.hash);
                Rc::make_mut(&mut self.entries).insert(at, Rc::new(entry));
                false
            }
        }
    }

    /// Every variable that holds exactly `old` holds `new` from now on.
    pub fn replace(&mut self, old: &Val, new: &Val) {
        for at in 0..self.entries.len() {
            if self.entries[at].val == *old {
                self.exchange(at, new.clone());
            }
        }
    }

    /// Forgets what is not to be kept.
    pub fn retain(&mut self, keep: impl Fn(VarId, &Val) -> bool) {
        let is_kept = |it: &Rc<Entry>| keep(it.var, &it.val);
        let Some(first) = self.entries.iter().position(|it| !is_kept(it)) else {
            return;
        };
        let hash = &mut self.hash;
        match Rc::get_mut(&mut self.entries) {
            Some(entries) => entries.retain(|it| {
                let kept = is_kept(it);
                if !kept {
                    *hash = hash.wrapping_sub(it.hash);
                }
                kept
            }),
            None => {
                let (before, rest) = self.entries.split_at(first);
                let rest = rest.iter().filter(|it| is_kept(it));
                let kept: Vec<Rc<Entry>> = before.iter().chain(rest).cloned().collect();
                *hash = kept.iter().fold(0, |sum, it| sum.wrapping_add(it.hash));
                self.entries = Rc::new(kept);
            }
        }
    }

    fn place(&self, var: VarId) -> Result<usize, usize> {
        self.entries.binary_search_by_key(&var, |it| it.var)
    }

    fn exchange(&mut self, at: usize, val: Val) {
        let entry = &mut Rc::make_mut(&mut self.entries)[at];
        let new = Entry::new(entry.var, val);
        self.hash = (self.hash.wrapping_sub(entry.hash)).wrapping_add(new.hash);
        *entry = Rc::new(new);
    }
}

impl Entry {
    fn new(var: VarId, val: Val) -> Self {
        let mut hasher = FxHasher::default();
        (var, &val).hash(&mut hasher);
        // Sums of hashes are told apart only if each is mixed well: the finalizer of MurmurHash3.
        let mut hash = hasher.finish();
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        Self { var, val, hash }
    }
}

impl PartialEq for Env {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash
            && (Rc::ptr_eq(&self.entries, &other.entries) || self.entries == other.entries)
    }
}

impl Eq for Env {}

impl Hash for Env {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.hash.hash(state);
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash && self.var == other.var && self.val == other.val
    }
}

impl Eq for Entry {}
