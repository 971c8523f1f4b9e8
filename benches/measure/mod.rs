//! Several ways to do the same work, timed in turn.

pub(crate) mod disk;
pub(crate) mod process;

use std::hint::black_box;

use rustix::time::{ClockId, clock_gettime};

/// For all sides the allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// One way to do it.
pub(crate) struct Side<'s> {
    pub(crate) name: &'static str,
    /// Does the piece of work of that number.
    pub(crate) run: Box<dyn FnMut(usize) -> u64 + 's>,
}

impl<'s> Side<'s> {
    pub(crate) fn new(name: &'static str, run: impl FnMut(usize) -> u64 + 's) -> Self {
        Self { name, run: Box::new(run) }
    }
}

/// What one way took.
pub(crate) struct Taken {
    pub(crate) name: &'static str,
    /// Processor time of each round, per piece of work, in microseconds.
    pub(crate) rounds: Vec<f64>,
    /// Of single pieces of work, sorted.
    pub(crate) single: Vec<f64>,
}

impl Taken {
    pub(crate) fn none() -> Self {
        Self { name: "", rounds: Vec::new(), single: Vec::new() }
    }

    pub(crate) fn median(&self) -> f64 {
        median(&self.rounds)
    }

    pub(crate) fn quantile(&self, share: f64) -> f64 {
        self.single[(share * (self.single.len() - 1) as f64).round() as usize]
    }
}

/// Does all pieces of work in each way, in turn, so many rounds and one before them that does not count. The ways begin
/// a round by turns.
pub(crate) fn in_turn(rounds: usize, pieces: usize, sides: &mut [Side<'_>]) -> Vec<Taken> {
    let mut taken: Vec<Taken> =
        sides.iter().map(|side| Taken { name: side.name, rounds: Vec::new(), single: Vec::new() }).collect();
    for round in 0..=rounds {
        for turn in 0..sides.len() {
            let at = (round + turn) % sides.len();
            let mut whole = 0.0;
            for piece in 0..pieces {
                let start = processor_time();
                black_box((sides[at].run)(piece));
                let one = processor_time() - start;
                whole += one;
                if round > 0 {
                    taken[at].single.push(one);
                }
            }
            if round > 0 {
                taken[at].rounds.push(whole / pieces as f64);
            }
        }
    }
    taken.iter_mut().for_each(|taken| taken.single.sort_by(f64::total_cmp));
    taken
}

/// The ratios of two ways, round by round: median, and the quartiles around it.
pub(crate) fn ratio(one: &Taken, other: &Taken) -> [f64; 3] {
    quartiles(one.rounds.iter().zip(&other.rounds).map(|(one, other)| one / other).collect())
}

/// First quartile, median and third.
pub(crate) fn quartiles(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    [values.len() / 4, values.len() / 2, values.len() * 3 / 4].map(|at| values[at])
}

/// The median, and the quartiles around it.
pub(crate) fn told(values: Vec<f64>) -> String {
    let [low, middle, high] = quartiles(values);
    format!("{middle:.2} ({low:.2}-{high:.2})")
}

pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// The head of a table in Markdown.
#[expect(clippy::print_stdout, reason = "a bench prints")]
pub(crate) fn table(columns: &[&str]) {
    println!("\n| {} |\n|{}", columns.join(" | "), "---|".repeat(columns.len()));
}

/// The slope of the logarithms, by least squares.
pub(crate) fn exponent(points: &[(f64, f64)]) -> f64 {
    let logs: Vec<(f64, f64)> = points.iter().map(|(size, time)| (size.ln(), time.ln())).collect();
    let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / logs.len() as f64;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    logs.iter().map(|point| (point.0 - x) * (point.1 - y)).sum::<f64>()
        / logs.iter().map(|point| (point.0 - x).powi(2)).sum::<f64>()
}

/// Of this thread, in microseconds.
pub(crate) fn processor_time() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}
