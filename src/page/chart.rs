//! A few series over time as lines: each with a colour, a dash and a mark of its own.
//!
//! For the eye and the mouse only, as the bars of a search: the table beside it has the same numbers and links.

use crate::text::Grouped;
use maud::{Markup, html};

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 260.0;
/// Room for the numbers on the left, and for the names of the intervals below.
const LEFT: f64 = 84.0;
const BELOW: f64 = 26.0;
/// Half of the last name.
const RIGHT: f64 = 36.0;
const TOP: f64 = 10.0;

/// Dashes, so that lines differ where colours do not.
const DASHES: [&str; 5] = ["none", "8 4", "2 3", "10 3 2 3", "14 4"];

/// One line.
pub(super) struct Line {
    /// The heights of its points; `None` where there is nothing to divide by.
    pub(super) heights: Vec<Option<f64>>,
    /// What each says, and where it leads.
    pub(super) points: Vec<(String, String)>,
}

/// The lines over these intervals. `write` says a height, for the axis.
pub(super) fn chart(lines: &[Line], names: &[String], write: impl Fn(f64) -> String) -> Markup {
    let heights = || lines.iter().flat_map(|line| line.heights.iter().flatten());
    let most = heights().copied().fold(0.0, f64::max);
    let top = round_up(most);
    let intervals = names.len().max(1);
    let step = if intervals > 1 { (WIDTH - LEFT - RIGHT) / (intervals - 1) as f64 } else { 0.0 };
    let x = |at: usize| if intervals > 1 { LEFT + at as f64 * step } else { LEFT + (WIDTH - LEFT) / 2.0 };
    let y = |height: f64| TOP + (1.0 - height / top) * (HEIGHT - TOP - BELOW);
    // A name needs some 100 units on a phone, a mark some 9.
    let named = if step > 0.0 { (100.0 / step).ceil().max(1.0) as usize } else { 1 };
    let marked = step == 0.0 || step >= 9.0;
    html! {
        svg.chart viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) aria-hidden="true" focusable="false" {
            @for part in 0..=4 {
                @let height = top * f64::from(part) / 4.0;
                line.grid x1=(LEFT) x2=(WIDTH) y1=(place(y(height))) y2=(place(y(height))) {}
                text x=(LEFT - 6.0) y=(place(y(height) + 4.0)) text-anchor="end" { (write(height)) }
            }
            @for (at, name) in names.iter().enumerate().step_by(named) {
                text x=(place(x(at))) y=(HEIGHT - 6.0) text-anchor="middle" { (name) }
            }
            @for (number, line) in lines.iter().enumerate() {
                g class={ "series-" (number + 1) } {
                    path.line d=(path(&line.heights, x, y)) stroke-dasharray=(DASHES[number % DASHES.len()]) {}
                    @for (at, (says, href)) in line.points.iter().enumerate() {
                        @if let Some(height) = line.heights.get(at).copied().flatten() {
                            a href=(href) tabindex="-1" {
                                title { (says) }
                                circle.touch cx=(place(x(at))) cy=(place(y(height))) r="9" {}
                                @if marked { (mark(number, x(at), y(height))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The dash and the mark of a series, to stand before its name.
pub(super) fn key(number: usize) -> Markup {
    html! {
        svg.key viewBox="0 0 44 14" aria-hidden="true" focusable="false" {
            g class={ "series-" (number + 1) } {
                path.line d="M2 7H42" stroke-dasharray=(DASHES[number % DASHES.len()]) {}
                (mark(number, 22.0, 7.0))
            }
        }
    }
}

/// A mark of its own for each of five series.
fn mark(number: usize, x: f64, y: f64) -> Markup {
    html! {
        @match number % 5 {
            0 => { circle.mark cx=(place(x)) cy=(place(y)) r="3.5" {} },
            1 => { rect.mark x=(place(x - 3.5)) y=(place(y - 3.5)) width="7" height="7" {} },
            2 => { path.mark d=(format!("M{:.1} {:.1}l4.5 8h-9z", x, y - 5.0)) {} },
            3 => { path.mark d=(format!("M{:.1} {:.1}l5 5 -5 5 -5 -5z", x, y - 5.0)) {} },
            _ => { path.line d=(format!("M{:.1} {:.1}l7 7m0 -7l-7 7", x - 3.5, y - 3.5)) {} },
        }
    }
}

/// The line itself, broken where there is no height; a point without neighbours is a dot.
fn path(heights: &[Option<f64>], x: impl Fn(usize) -> f64, y: impl Fn(f64) -> f64) -> String {
    let mut path = String::new();
    let mut drawing = false;
    for (at, height) in heights.iter().enumerate() {
        if let Some(height) = height {
            let (x, y) = (place(x(at)), place(y(*height)));
            path.push_str(&if drawing { format!("L{x} {y}") } else { format!("M{x} {y}h0") });
        }
        drawing = height.is_some();
    }
    path
}

fn place(at: f64) -> String {
    format!("{at:.1}")
}

/// Where the axis ends: the next number that makes four even steps.
fn round_up(most: f64) -> f64 {
    if most <= 0.0 {
        return 1.0;
    }
    let power = 10_f64.powf(most.log10().floor());
    [1.0, 2.0, 4.0, 8.0, 12.0].into_iter().map(|times| times * power).find(|top| *top >= most).unwrap_or(most)
}

/// A count on the axis: whole, or nothing.
pub(super) fn count_on_axis(height: f64) -> String {
    if (height - height.round()).abs() < 1e-9 { Grouped(height.round() as u64).to_string() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn line(heights: &[Option<f64>]) -> Line {
        let points = heights.iter().map(|height| (format!("{height:?}"), "/search".to_owned())).collect();
        Line { heights: heights.to_vec(), points }
    }

    #[test]
    fn a_line_is_broken_where_there_is_nothing_and_every_point_leads_to_its_search() {
        let names = ["a", "b", "c"].map(str::to_owned);
        let page = chart(&[line(&[Some(1.0), None, Some(8.0)])], &names, count_on_axis).into_string();
        let path = sample::attribute(&page, "path.line", "d").expect("a line");
        assert_eq!(path.matches('M').count(), 2);
        assert_eq!(sample::count(&page, "a[tabindex='-1'] title"), 2);
        assert_eq!(sample::texts(&page, "text")[4], "8");
    }

    #[test]
    fn axes_end_on_round_numbers() {
        for (most, top) in [(0.0, 1.0), (1.0, 1.0), (7.0, 8.0), (11.0, 20.0), (345.0, 400.0), (0.03, 0.04)] {
            assert!((round_up(most) - top).abs() < 1e-9, "{most}");
        }
    }

    #[test]
    fn one_interval_alone_is_a_point() {
        let page = chart(&[line(&[Some(3.0)])], &["2017".to_owned()], count_on_axis).into_string();
        assert_eq!(sample::count(&page, "circle.mark"), 1);
        assert!(!page.contains("NaN"));
    }
}
