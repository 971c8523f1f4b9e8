//! Clocks that are wrong, and clocks that jump. The clock of the machine is left alone: `faketime` shows another to one
//! process. What it shows is the time of day; the clock by which time-outs and shares go runs on, as on a real machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::place::{Place, export, wordings};
use crate::load::service::{Answer, Service, get_on, raw, wait};
use crate::support::{stderr, stdout};
use pressmark::index::{Index, check};

/// A clock that is shown to processes, and can be put.
struct Clock {
    library: String,
    file: PathBuf,
}

impl Clock {
    fn new(folder: &Path) -> Self {
        // The library lies where each system has it; the program knows.
        let asked = Command::new("faketime").args(["-m", "-f", "+0", "env"]).output();
        let asked = asked.expect("this takes faketime (Debian: apt-get install faketime)");
        let library = stdout(&asked).lines().find_map(|line| line.strip_prefix("LD_PRELOAD=")).unwrap().to_owned();
        let clock = Self { library, file: folder.join("clock") };
        clock.put("+0");
        clock
    }

    /// To a time (`@2038-01-19 03:14:00`), or so far from the true one (`-1d`).
    fn put(&self, time: &str) {
        let unfinished = self.file.with_extension("unfinished");
        fs::write(&unfinished, format!("{time}\n")).unwrap();
        fs::rename(&unfinished, &self.file).unwrap();
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pressmark"));
        command
            .env("LD_PRELOAD", &self.library)
            .env("FAKETIME_TIMESTAMP_FILE", &self.file)
            .env("FAKETIME_NO_CACHE", "1");
        command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1").env("DONT_FAKE_MONOTONIC", "1").env("NO_FAKE_STAT", "1");
        command.env_remove("PRESSMARK_INDEX").env_remove("PRESSMARK_CONFIG").env("TZ", "UTC");
        command
    }

    fn index(&self, archives: &[&Path], index: &Path) {
        let mut command = self.command();
        let run =
            command.args(["index", "--commit-every", "24", "--index"]).arg(index).args(archives).output().unwrap();
        assert!(run.status.success(), "{}{}", stdout(&run), stderr(&run));
    }

    fn serve(&self, index: &Path, options: &[&str]) -> Service {
        let mut command = self.command();
        command.args(["serve", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--log", "off", "--index"]);
        command.arg(index).args(options);
        Service::of(command)
    }
}

const TIMES: [&str; 5] = [
    "@1970-01-01 00:00:10",
    "@2038-01-19 03:14:05",
    "@2038-01-20 00:00:00",
    "@2100-02-28 23:59:58",
    "@2100-03-01 12:00:00",
];

fn year(time: &str) -> &str {
    &time[1..5]
}

#[test]
#[ignore = "needs faketime"]
fn runs_and_services_in_any_year_give_what_they_give_today() {
    let place = Place::new();
    let clock = Clock::new(&place.path("."));
    let (first, second) = (place.path("first"), place.path("second"));
    let undisturbed = place.copy("undisturbed");
    assert!(place.index(&second, &undisturbed).status.success());
    let (lines, expected) = (export(&undisturbed), wordings(&Index::open(&undisturbed).unwrap()));
    let mut dates = Vec::new();
    for (number, time) in TIMES.into_iter().enumerate() {
        clock.put(time);
        let index = place.path(&format!("index-{number}"));
        clock.index(&[&first], &index);
        // The clock was wrong at one of the runs only: nothing is read again, and nothing is missing.
        clock.put("+0");
        clock.index(&[&first, &second], &index);
        assert_eq!(export(&index), lines, "{time}");
        assert!(wordings(&Index::open(&index).unwrap()) == expected, "{time}");
        clock.put(time);
        clock.index(&[&first, &second], &index);
        check(&index).unwrap().verdict(&index).expect(time);
        let service = clock.serve(&index, &[]);
        let answer = service.get("/api/v1/search?q=council&sort=newest");
        assert!(answer.status == 200 && answer.body.contains("\"total\":600"), "{time}: {}", answer.body);
        let tag = answer.header("etag").unwrap();
        let again = format!(
            "GET /api/v1/search?q=council&sort=newest HTTP/1.1\r\nhost: a\r\nif-none-match: {tag}\r\nconnection: close\r\n\r\n"
        );
        assert_eq!(raw(service.connect(), again.as_bytes()).unwrap().unwrap().status, 304, "{time}");
        let date = answer.header("date").unwrap().to_owned();
        assert!(date.contains(year(time)), "{time}: {date}");
        for page in [
            "/",
            "/search?q=council",
            "/coverage",
            "/about",
            "/api/v1/export?q=council&format=csv",
            "/search.atom?q=council",
        ] {
            let status = service.get(page).status;
            assert!([200, 404].contains(&status), "{time}: {page}: {status}");
        }
        assert_eq!(service.metric("pressmark_panics_total"), 0.0, "{time}");
        dates.push(date);
    }
    println!("runs and services at {dates:?}: the same answers, no panic");
}

#[test]
#[ignore = "needs faketime"]
fn a_clock_that_jumps_a_day_changes_no_answer_and_no_share_and_lets_in_only_what_is_due() {
    let place = Place::new();
    let clock = Clock::new(&place.path("."));
    let index = place.copy("served");
    let due = chrono::Utc::now() + chrono::Duration::hours(12);
    place.hold_back(&index, due);
    let service = clock.serve(&index, &["--client-rate", "2", "--client-burst", "12"]);
    // Each asks from an address of its own.
    let ask = |client: u8, what: &str| -> Answer { get_on(service.connect_from(client).unwrap(), what).unwrap() };
    let search = "/api/v1/search?q=council+OR+quabbit&limit=3";
    let before = ask(2, search);
    let tag = before.header("etag").unwrap().to_owned();
    let without_time = |answer: &Answer| {
        let mut body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        body.as_object_mut().unwrap().remove("took_ms");
        body
    };
    for (client, jump) in [(10, "-1d"), (20, "+0"), (30, "-1d")] {
        clock.put(jump);
        let answer = ask(client, search);
        assert_eq!(answer.header("etag"), Some(tag.as_str()), "{jump}");
        assert_eq!(without_time(&answer), without_time(&before), "{jump}");
        // A share is what it was, whatever the clock says: the burst, then the rate.
        let begun = Instant::now();
        let statuses: Vec<u16> = (0..20).map(|_| ask(client + 1, search).status).collect();
        let served = statuses.iter().filter(|status| **status == 200).count();
        let most = 12 + (begun.elapsed().as_secs_f64() * 2.0).ceil() as usize;
        assert!((12..=most).contains(&served), "{jump}: {statuses:?}");
        std::thread::sleep(Duration::from_millis(1100));
        assert_eq!(ask(client + 1, search).status, 200, "{jump}: the share does not fill again");
    }
    assert_eq!(ask(40, "/api/v1/search?q=quabbit").body.matches("\"total\":0").count(), 1);
    clock.put("+1d");
    let begun = Instant::now();
    wait("what is due does not come in", || ask(50, "/api/v1/search?q=quabbit").body.contains("\"total\":1"));
    let late = begun.elapsed();
    let after = ask(60, search);
    assert_ne!(after.header("etag"), Some(tag.as_str()));
    // What was let in stays, and a clock that is put right again takes nothing back.
    clock.put("+0");
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(ask(70, search).header("etag"), after.header("etag"));
    // A run goes on from there, a day before the last one ended.
    clock.put("-1d");
    clock.index(&[&place.path("first"), &place.path("second")], &index);
    wait("the run is not taken up", || ask(80, "/api/v1/search?q=council").body.contains("\"total\":600"));
    assert_eq!(service.metric("pressmark_panics_total"), 0.0);
    println!(
        "5 jumps of a day: answers, validators and shares as before; what was due came in {late:.1?} after the jump"
    );
}
