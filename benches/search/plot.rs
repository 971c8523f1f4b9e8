//! How times grow with the size of the archive, as numbers and as a picture.

use std::fmt::Write;

use crate::measure::{exponent, table};

/// Times by kind and size.
#[derive(Default)]
pub(crate) struct Growth(Vec<(&'static str, Vec<(f64, f64)>)>);

impl Growth {
    pub(crate) fn add(&mut self, kind: &'static str, size: usize, time: f64) {
        let point = (size as f64, time);
        match self.0.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, points)) => points.push(point),
            None => self.0.push((kind, vec![point])),
        }
    }

    /// The exponents, where there is more than one size; and the picture, where `PRESSMARK_PLOT` names a file.
    pub(crate) fn print(&self) {
        if self.0.iter().all(|(_, points)| points.len() < 2) {
            return;
        }
        table(&["", "exponent"]);
        for (kind, points) in &self.0 {
            println!("| {kind} | {:.2} |", exponent(points));
        }
        if let Some(file) = std::env::var_os("PRESSMARK_PLOT") {
            std::fs::write(file, self.svg()).unwrap();
        }
    }

    fn svg(&self) -> String {
        /// Where the longest label of the axis begins.
        const START: f64 = -12.0;
        const WIDTH: f64 = 772.0;
        const HEIGHT: f64 = 490.0;
        const LEFT: f64 = 60.0;
        const RIGHT: f64 = 540.0;
        const BOTTOM: f64 = 450.0;
        const TOP: f64 = 50.0;
        /// Between two names.
        const LINE: f64 = 14.0;
        let all: Vec<(f64, f64)> = self.0.iter().flat_map(|(_, points)| points.iter().copied()).collect();
        let bounds = |of: fn(&(f64, f64)) -> f64| {
            let values: Vec<f64> = all.iter().map(|point| of(point).log10()).collect();
            let low = values.iter().copied().fold(f64::INFINITY, f64::min).floor();
            (low, values.iter().copied().fold(f64::NEG_INFINITY, f64::max).ceil().max(low + 1.0))
        };
        let (sizes, times) = (bounds(|point| point.0), bounds(|point| point.1));
        let x = |size: f64| LEFT + (size.log10() - sizes.0) / (sizes.1 - sizes.0) * (RIGHT - LEFT);
        let y = |time: f64| BOTTOM - (time.log10() - times.0) / (times.1 - times.0) * (BOTTOM - TOP);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{START} 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
             font-size=\"12\"><rect x=\"{START}\" width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
        );
        for power in times.0 as i32..=times.1 as i32 {
            let at = y(10_f64.powi(power));
            let _ = writeln!(svg, "<path d=\"M{LEFT} {at:.1}H{RIGHT}\" stroke=\"#ddd\"/>");
            let _ = writeln!(
                svg,
                "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{} µs</text>",
                LEFT - 6.0,
                at + 4.0,
                10_f64.powi(power)
            );
        }
        for power in sizes.0 as i32..=sizes.1 as i32 {
            let at = x(10_f64.powi(power));
            let _ = writeln!(svg, "<path d=\"M{at:.1} {TOP}V{BOTTOM}\" stroke=\"#ddd\"/>");
            let _ = writeln!(
                svg,
                "<text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                BOTTOM + 18.0,
                10_f64.powi(power)
            );
        }
        let mut kinds: Vec<_> = self.0.iter().filter(|(_, points)| !points.is_empty()).collect();
        kinds.sort_by(|one, other| other.1[other.1.len() - 1].1.total_cmp(&one.1[one.1.len() - 1].1));
        // Names under one another, each as near the end of its line as the others leave room.
        let mut names: Vec<f64> = Vec::new();
        for (_, points) in &kinds {
            let end = y(points[points.len() - 1].1) + 4.0;
            names.push(names.last().map_or(end, |above| end.max(above + LINE)));
        }
        let mut below = BOTTOM + LINE;
        for name in names.iter_mut().rev() {
            *name = name.min(below - LINE);
            below = *name;
        }
        for (at, ((kind, points), name)) in kinds.iter().zip(&names).enumerate() {
            let colour = format!("hsl({} 60% 40%)", at * 360 / kinds.len());
            let line: Vec<String> =
                points.iter().map(|&(size, time)| format!("{:.1} {:.1}", x(size), y(time))).collect();
            let _ =
                writeln!(svg, "<path d=\"M{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>", line.join("L"));
            let (size, time) = points[points.len() - 1];
            let _ = writeln!(
                svg,
                "<path d=\"M{:.1} {:.1}L{} {:.1}\" stroke=\"{colour}\" stroke-dasharray=\"2 2\"/>",
                x(size),
                y(time),
                RIGHT + 8.0,
                name - 4.0
            );
            let _ = writeln!(
                svg,
                "<text x=\"{}\" y=\"{name:.1}\" fill=\"{colour}\">{kind} ({:.2})</text>",
                RIGHT + 12.0,
                exponent(points)
            );
        }
        svg.push_str("</svg>\n");
        svg
    }
}
