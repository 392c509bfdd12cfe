//! Pieces that pages are made of: data in, one callback out.

pub mod diff;
pub mod editor;
pub mod frame;
pub mod matrix;
pub mod menu;
pub mod tabs;
pub mod text;
