//! Things known by their number: requests by their place, replicas, units.
//!
//! The page is compiled for size, and there `Vec`'s own index is a call, and one into another part of
//! the module at that. This one is compiled into its callers: on the same machine the page's worker
//! plays about 7 million events of an M/M/1 queue a second with it, and under 6 without.

use std::ops::{Deref, DerefMut, Index, IndexMut};

/// A list whose things have numbers, from 0.
#[derive(Clone, Debug)]
pub struct Numbered<T>(Vec<T>);

impl<T> Numbered<T> {
    /// Adds one and returns its number.
    pub fn push(&mut self, thing: T) -> u32 {
        self.0.push(thing);
        (self.0.len() - 1) as u32
    }
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> FromIterator<T> for Numbered<T> {
    fn from_iter<I: IntoIterator<Item = T>>(things: I) -> Self {
        Self(things.into_iter().collect())
    }
}

impl<T> Index<u32> for Numbered<T> {
    type Output = T;

    #[inline(always)]
    fn index(&self, number: u32) -> &T {
        &self.0.as_slice()[number as usize]
    }
}

impl<T> IndexMut<u32> for Numbered<T> {
    #[inline(always)]
    fn index_mut(&mut self, number: u32) -> &mut T {
        &mut self.0.as_mut_slice()[number as usize]
    }
}

impl<T> Deref for Numbered<T> {
    type Target = [T];

    #[inline(always)]
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> DerefMut for Numbered<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}
