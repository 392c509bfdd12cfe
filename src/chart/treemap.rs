//! Areas in proportion to numbers, as square as they can be (Bruls, Huizing and van Wijk 2000).

/// A rectangle: x, y, width, height.
pub type Frame = [f64; 4];

/// Divides a rectangle among `sizes`, which are in descending order and above 0; one rectangle each,
/// in the same order.
pub fn squarified(sizes: &[f64], frame: Frame) -> Vec<Frame> {
    let total: f64 = sizes.iter().sum();
    let [.., width, height] = frame;
    let scale = width * height / total;
    let areas: Vec<f64> = sizes.iter().map(|size| size * scale).collect();
    let mut placed = Vec::with_capacity(sizes.len());
    let (mut rest, mut left) = (areas.as_slice(), frame);
    while !rest.is_empty() {
        let side = left[2].min(left[3]);
        let mut taken = 1;
        while taken < rest.len() && worst(&rest[..=taken], side) <= worst(&rest[..taken], side) {
            taken += 1;
        }
        let (strip, later) = rest.split_at(taken);
        left = lay(strip, left, &mut placed);
        rest = later;
    }
    placed
}

/// The worst ratio of sides in a strip of these areas along a side.
fn worst(areas: &[f64], side: f64) -> f64 {
    let sum: f64 = areas.iter().sum();
    let ratio =
        |area: &f64| (side * side * area / (sum * sum)).max(sum * sum / (side * side * area));
    areas.iter().map(ratio).fold(0.0, f64::max)
}

/// Puts a strip along the shorter side; returns what is left.
fn lay(areas: &[f64], [x, y, width, height]: Frame, placed: &mut Vec<Frame>) -> Frame {
    let sum: f64 = areas.iter().sum();
    if width >= height {
        let depth = if height > 0.0 { sum / height } else { 0.0 };
        let mut at = y;
        for area in areas {
            let length = area / depth.max(f64::MIN_POSITIVE);
            placed.push([x, at, depth, length]);
            at += length;
        }
        [x + depth, y, (width - depth).max(0.0), height]
    } else {
        let depth = if width > 0.0 { sum / width } else { 0.0 };
        let mut at = x;
        for area in areas {
            let length = area / depth.max(f64::MIN_POSITIVE);
            placed.push([at, y, length, depth]);
            at += length;
        }
        [x, y + depth, width, (height - depth).max(0.0)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_in_proportion_and_nothing_sticks_out() {
        // The example of the paper.
        let sizes = [6.0, 6.0, 4.0, 3.0, 2.0, 2.0, 1.0];
        let frames = squarified(&sizes, [0.0, 0.0, 6.0, 4.0]);
        for (size, [x, y, width, height]) in sizes.iter().zip(&frames) {
            assert!((width * height - size).abs() < 1e-9);
            assert!(*x >= 0.0 && *y >= 0.0 && x + width <= 6.0 + 1e-9 && y + height <= 4.0 + 1e-9);
            assert!((width / height).max(height / width) < 3.1);
        }
        assert_eq!(frames[0], [0.0, 0.0, 3.0, 2.0]);
    }
}
