//! What a page shows, and where (ISO 32000-1, 9.4).

use std::time::Instant;

use lopdf::Object;
use lopdf::content::{Content, Operation};

use super::font::{Font, Named};

/// Operations between two looks at the clock.
const OPERATIONS_AT_ONCE: usize = 4096;

/// States that a page may set aside.
const MAX_STATES: usize = 256;

/// A gap so wide, in heights of the text, is a space.
const SPACE: f32 = 0.18;

/// Characters set in one go.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shown {
    pub(super) text: String,
    /// Where it begins and ends, from the left, in points.
    pub(super) x: f32,
    pub(super) end: f32,
    /// The line it stands on, from below.
    pub(super) y: f32,
    /// How high its font is.
    pub(super) size: f32,
}

/// Where a point of text comes to lie: `x' = ax + cy + e`, `y' = bx + dy + f`.
#[derive(Clone, Copy)]
struct Matrix([f32; 6]);

impl Matrix {
    const SAME: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    fn of(operands: &[Object]) -> Option<Self> {
        let numbers: Vec<f32> = operands.iter().filter_map(|operand| operand.as_float().ok()).collect();
        Some(Self(numbers.try_into().ok()?))
    }

    /// First this, then the other.
    fn then(self, Self([a, b, c, d, e, f]): Self) -> Self {
        let [p, q, r, s, t, u] = self.0;
        Self([p * a + q * c, p * b + q * d, r * a + s * c, r * b + s * d, t * a + u * c + e, t * b + u * d + f])
    }

    fn moved(self, x: f32, y: f32) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y]).then(self)
    }
}

#[derive(Clone)]
struct State<'f, 'd> {
    page: Matrix,
    font: Option<&'f Font<'d>>,
    size: f32,
    leading: f32,
    character_spacing: f32,
    word_spacing: f32,
    stretch: f32,
}

/// Follows the operations of a page, as far as they can be read and there is time.
pub(super) fn read(content: &[u8], fonts: Named<'_, '_>, deadline: Instant) -> Vec<Shown> {
    let mut state = State {
        page: Matrix::SAME,
        font: None,
        size: 0.0,
        leading: 0.0,
        character_spacing: 0.0,
        word_spacing: 0.0,
        stretch: 1.0,
    };
    let (mut aside, mut shown) = (Vec::new(), Vec::new());
    let (mut line, mut at) = (Matrix::SAME, Matrix::SAME);
    for (count, operation) in Content::decode_iter(content).map_while(Result::ok).enumerate() {
        if count % OPERATIONS_AT_ONCE == 0 && Instant::now() > deadline {
            break;
        }
        let Operation { operator, operands } = &operation;
        let number = |place: usize| operands.get(place).and_then(|operand| operand.as_float().ok()).unwrap_or(0.0);
        match operator.as_str() {
            "q" if aside.len() < MAX_STATES => aside.push(state.clone()),
            "Q" => state = aside.pop().unwrap_or(state),
            "cm" => state.page = Matrix::of(operands).unwrap_or(Matrix::SAME).then(state.page),
            "BT" => (line, at) = (Matrix::SAME, Matrix::SAME),
            "Tf" => {
                let name = operands.first().and_then(|operand| operand.as_name().ok());
                state.font = name.and_then(|name| fonts.get(name).copied());
                state.size = number(1);
            }
            "Tc" => state.character_spacing = number(0),
            "Tw" => state.word_spacing = number(0),
            "Tz" => state.stretch = number(0) / 100.0,
            "TL" => state.leading = number(0),
            "Td" | "TD" => {
                if operator == "TD" {
                    state.leading = -number(1);
                }
                line = line.moved(number(0), number(1));
                at = line;
            }
            "Tm" => {
                line = Matrix::of(operands).unwrap_or(line);
                at = line;
            }
            "T*" | "'" | "\"" => {
                if operator == "\"" {
                    (state.word_spacing, state.character_spacing) = (number(0), number(1));
                }
                line = line.moved(0.0, -state.leading);
                at = line;
            }
            _ => {}
        }
        if matches!(operator.as_str(), "Tj" | "TJ" | "'" | "\"")
            && let Some(operand) = operands.last()
            && let Some(found) = state.show(&mut at, operand)
        {
            shown.push(found);
        }
    }
    shown
}

impl State<'_, '_> {
    /// Sets a text, or texts with numbers between them that move what follows to the left.
    fn show(&self, at: &mut Matrix, operand: &Object) -> Option<Shown> {
        let font = self.font?;
        let pieces = operand.as_array().map_or(std::slice::from_ref(operand), Vec::as_slice);
        let Matrix([.., x, y]) = at.then(self.page);
        let mut text = String::new();
        for piece in pieces {
            let step = match piece {
                Object::String(codes, _) => {
                    text.push_str(&font.characters(codes));
                    let (width, characters, spaces) = font.advance(codes);
                    let spacing = characters as f32 * self.character_spacing + spaces as f32 * self.word_spacing;
                    width * self.size + spacing
                }
                piece => {
                    let back = piece.as_float().unwrap_or(0.0) / 1000.0;
                    if -back > SPACE && !text.ends_with(' ') {
                        text.push(' ');
                    }
                    -back * self.size
                }
            };
            *at = at.moved(step * self.stretch, 0.0);
        }
        let Matrix([_, _, c, d, end, _]) = at.then(self.page);
        let size = self.size.abs() * c.hypot(d);
        let sound = [x, y, end, size].iter().all(|number| number.is_finite());
        (sound && !text.is_empty()).then_some(Shown { text, x, end, y, size })
    }
}

/// True where a space stands between two texts of one line.
pub(super) fn are_parted(before: &Shown, after: &Shown) -> bool {
    after.x - before.end > SPACE * before.size.max(after.size)
}
