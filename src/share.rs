//! A text as a part of an address: short, with a version and a check, and read within bounds.
//!
//! `pack` writes one character for the format, `1`, and after it base64 for addresses (RFC 4648 §5,
//! without padding) of three check bytes and the text in raw deflate (RFC 1951). The compressor starts
//! as if [`WORDS`] had just been written, so that what most texts are made of costs next to nothing
//! even in a short one. The check is the lower 24 bits of FNV-1a over the text. Whoever changes the
//! words changes the format, and takes the next character.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress, create_comp_flags_from_zip_params,
};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};
use std::fmt;

/// The format that is written.
const FORMAT: char = '1';
/// What the compressor has seen before the text: Python, then the names of a scenario, the most usual
/// last.
const WORDS: &str = include_str!("share/words.txt");
/// Bytes of the check.
const CHECK: usize = 3;
/// The longest text that is read, in bytes: what unpacks to more is refused while it is unpacked.
pub const LARGEST: usize = 1 << 20;
/// The longest packed text that is read, in characters.
const LONGEST: usize = LARGEST;
/// Bytes that are made room for at a time.
const STEP: usize = 1 << 14;
/// How hard the compressor tries, of 10.
const EFFORT: i32 = 10;

/// Why a packed text cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// There is nothing.
    Empty,
    /// It is in a format that is not known here.
    Format,
    /// It has a character that no such text has.
    Letter(char),
    /// Its end is missing.
    Cut,
    /// It is not what was packed.
    Damaged,
    /// It unpacks to more than is read.
    TooLong,
}

impl fmt::Display for Broken {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => to.write_str("nothing is in it"),
            Self::Format => to.write_str("it is in a format that this version does not know"),
            Self::Letter(letter) => write!(to, "“{letter}” cannot be part of it"),
            Self::Cut => to.write_str("its end is missing"),
            Self::Damaged => to.write_str("some of its characters were changed"),
            Self::TooLong => write!(to, "it unpacks to more than {} KiB", LARGEST / 1024),
        }
    }
}

/// Packs a text into letters, digits, `-` and `_`.
pub fn pack(text: &str) -> String {
    let mut bytes = check(text.as_bytes()).to_vec();
    bytes.extend(deflated(text.as_bytes()));
    format!("{FORMAT}{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// Unpacks a text.
///
/// # Errors
/// If it is none that [`pack`] has written, or too long.
pub fn unpack(packed: &str) -> Result<String, Broken> {
    let rest = match packed.strip_prefix(FORMAT) {
        Some(rest) => rest,
        None if packed.is_empty() => return Err(Broken::Empty),
        None => return Err(Broken::Format),
    };
    if rest.len() > LONGEST {
        return Err(Broken::TooLong);
    }
    let is_letter = |letter: &char| letter.is_ascii_alphanumeric() || "-_".contains(*letter);
    if let Some(letter) = rest.chars().find(|letter| !is_letter(letter)) {
        return Err(Broken::Letter(letter));
    }
    // A last character or bits that no byte ends in: something was cut off.
    let bytes = URL_SAFE_NO_PAD.decode(rest).map_err(|_| Broken::Cut)?;
    let (expected, packed) = bytes.split_at_checked(CHECK).ok_or(Broken::Cut)?;
    let text = inflated(packed)?;
    if check(&text) != expected {
        return Err(Broken::Damaged);
    }
    String::from_utf8(text).map_err(|_| Broken::Damaged)
}

fn check(bytes: &[u8]) -> [u8; CHECK] {
    let mut hash: u32 = 0x811c_9dc5;
    for byte in bytes {
        hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    }
    let [a, b, c, _] = hash.to_le_bytes();
    [a, b, c]
}

/// Deflates a text as what follows [`WORDS`].
fn deflated(bytes: &[u8]) -> Vec<u8> {
    // No window: without the two bytes of zlib in front.
    let flags = create_comp_flags_from_zip_params(EFFORT, 0, 0);
    let mut compressor = CompressorOxide::new(flags);
    // A sync ends at a whole byte, so that the words' own bytes can be left out.
    let _ = fed(&mut compressor, WORDS.as_bytes(), TDEFLFlush::Sync);
    fed(&mut compressor, bytes, TDEFLFlush::Finish)
}

/// What the compressor writes of some bytes.
fn fed(compressor: &mut CompressorOxide, bytes: &[u8], flush: TDEFLFlush) -> Vec<u8> {
    let mut written = Vec::new();
    let mut part = vec![0; STEP];
    let mut done = 0;
    loop {
        let (status, used, put) = compress(compressor, &bytes[done..], &mut part, flush);
        done += used;
        written.extend_from_slice(&part[..put]);
        // A part that is not full is the last one.
        if status != TDEFLStatus::Okay || (done == bytes.len() && put < part.len()) {
            return written;
        }
    }
}

/// Inflates what [`deflated`] has written.
fn inflated(packed: &[u8]) -> Result<Vec<u8>, Broken> {
    let start = WORDS.len();
    let mut all = WORDS.as_bytes().to_vec();
    let mut inflater = DecompressorOxide::new();
    let (mut read, mut have) = (0, start);
    loop {
        all.resize((have + STEP).min(start + LARGEST + 1), 0);
        let flags = inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let rest = &packed[read..];
        let (status, used, put) = decompress(&mut inflater, rest, &mut all, have, flags);
        read += used;
        have += put;
        match status {
            _ if have > start + LARGEST => return Err(Broken::TooLong),
            TINFLStatus::Done if read < packed.len() => return Err(Broken::Damaged),
            TINFLStatus::Done => break,
            TINFLStatus::HasMoreOutput => {}
            TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => {
                return Err(Broken::Cut);
            }
            _ => return Err(Broken::Damaged),
        }
    }
    all.truncate(have);
    Ok(all.split_off(start))
}

#[cfg(test)]
mod tests;
