//! Pieces that pages are made of: data in, one callback out.

pub mod analysis;
pub mod consequences;
pub mod controls;
pub mod diff;
pub mod editor;
pub mod field;
pub mod figure;
pub mod forecast;
pub mod frame;
pub mod hero;
pub mod keys;
pub mod knob;
pub mod matrix;
pub mod menu;
pub mod numbers;
pub mod picture;
pub mod save;
pub mod seed;
pub mod seeds;
pub mod stress;
pub mod tabs;
pub mod text;
pub mod timeline;
