//! Clients that keep connections and give nothing for them.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use super::service::{Service, Times, get_on, wait};
use crate::support::bundled;

/// Waits until the other side has closed a connection, at most so long.
fn closed_after(stream: &mut TcpStream, begun: Instant, most: Duration) -> Option<Duration> {
    let mut buffer = [0; 512];
    loop {
        let left = most.checked_sub(begun.elapsed())?;
        stream.set_read_timeout(Some(left.max(Duration::from_millis(1)))).unwrap();
        match stream.read(&mut buffer) {
            Ok(0) => return Some(begun.elapsed()),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return Some(begun.elapsed()),
            Err(_) => return None,
        }
    }
}

#[test]
fn idle_and_trickling_connections_end_in_time_and_others_hardly_notice() {
    let service =
        Service::start(bundled(), &["--header-seconds", "2", "--client-rate", "100000", "--client-burst", "100000"]);
    let ask = || assert_eq!(get_on(service.connect_from(9).unwrap(), "/api/v1/search?q=police").unwrap().status, 200);
    let before = Times::of(100, ask);
    let begun = Instant::now();
    let mut kept: Vec<TcpStream> = (0..120).map(|n| service.connect_from(20 + n / 40).unwrap()).collect();
    for stream in &mut kept[60..] {
        stream.write_all(b"GET /api/v1/search?q=po").unwrap();
    }
    let trickle: Vec<TcpStream> = kept[60..].iter().map(|stream| stream.try_clone().unwrap()).collect();
    std::thread::spawn(move || {
        // One byte and again, as an attack does to stay below the time for silence.
        for _ in 0..40 {
            std::thread::sleep(Duration::from_millis(100));
            for mut stream in &trickle {
                let _ = stream.write_all(b"l");
            }
        }
    });
    let during = Times::of(60, ask);
    let closed: Vec<Option<Duration>> =
        kept.iter_mut().map(|stream| closed_after(stream, begun, Duration::from_secs(12))).collect();
    assert!(closed.iter().all(Option::is_some), "{} stayed open", closed.iter().filter(|c| c.is_none()).count());
    let last = service.metric("pressmark_connections");
    let longest = closed.into_iter().flatten().max().unwrap();
    let rejected = service.metric("pressmark_rejected_total{reason=\"header\"}");
    println!("others before: {}; meanwhile: {}", before.told(), during.told());
    println!("120 connections, the last closed after {longest:.1?}; {rejected} for their heads; {last} left");
    assert!(rejected >= 120.0 && last <= 1.0, "{rejected} {last}");
    assert!(during.at(0.99) <= before.at(0.99) * 10 + Duration::from_millis(200), "{}", during.told());
}

#[test]
fn a_service_with_few_file_descriptors_recovers_and_never_ends() {
    let mut command = Command::new("sh");
    command.arg("-c").arg("ulimit -n 64; exec \"$@\"").arg("sh").arg(env!("CARGO_BIN_EXE_pressmark"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--log", "off"]);
    command.args(["--header-seconds", "2", "--connections", "100000", "--index"]).arg(bundled());
    let mut service = Service::of(command);
    let begun = Instant::now();
    let kept: Vec<TcpStream> = (0..200).filter_map(|n| service.connect_from(30 + (n % 100) as u8).ok()).collect();
    let answered = loop {
        let asked = service.connect_from(9).and_then(|stream| get_on(stream, "/healthz"));
        if asked.is_ok_and(|answer| answer.status == 200) {
            break begun.elapsed();
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "nobody is answered any more");
        std::thread::sleep(Duration::from_millis(50));
    };
    println!("{} connections at 64 file descriptors: a user is answered after {answered:.1?}", kept.len());
    assert!(service.lives());
    assert!(answered < Duration::from_secs(12), "{answered:?}");
}

#[test]
fn a_client_that_takes_nothing_of_its_answers_is_let_go() {
    let options = ["--stall-seconds", "1", "--client-rate", "1000000", "--client-burst", "1000000"];
    let service = Service::start(bundled(), &options);
    let start = service.metric("process_open_fds");
    let mut stalled: Vec<TcpStream> = (0..4).map(|_| service.connect()).collect();
    for stream in &mut stalled {
        stream.set_write_timeout(Some(Duration::from_millis(300))).unwrap();
        let requests = "GET /api/v1/search?limit=100 HTTP/1.1\r\nhost: a\r\n\r\n".repeat(2000);
        let _ = stream.write_all(requests.as_bytes());
    }
    let begun = Instant::now();
    wait("connections are not accepted", || service.metric("pressmark_connections_accepted_total") >= 4.0);
    while service.metric("pressmark_connections") > 0.0 {
        assert!(begun.elapsed() < Duration::from_secs(60), "stalled connections stay");
        std::thread::sleep(Duration::from_millis(100));
    }
    let (stalls, fds) =
        (service.metric("pressmark_rejected_total{reason=\"stalled\"}"), service.metric("process_open_fds"));
    println!("4 stalled readers let go after {:.1?}; file descriptors {start} before, {fds} after", begun.elapsed());
    assert!(stalls >= 1.0, "{stalls}");
    assert!((fds - start).abs() <= 5.0, "{start} {fds}");
}

#[test]
fn a_connection_stays_for_a_reader_who_thinks_and_not_for_ever() {
    let service = Service::start(bundled(), &["--header-seconds", "1", "--idle-seconds", "3"]);
    let mut stream = service.connect();
    let ask = |stream: &mut TcpStream| {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
        let mut buffer = [0; 2048];
        let read = stream.read(&mut buffer).unwrap();
        assert!(String::from_utf8_lossy(&buffer[..read]).starts_with("HTTP/1.1 200"));
    };
    ask(&mut stream);
    std::thread::sleep(Duration::from_millis(2000));
    ask(&mut stream);
    let closed = closed_after(&mut stream, Instant::now(), Duration::from_secs(10)).expect("it is closed");
    println!("an idle connection is closed after {closed:.1?}");
    assert!(closed >= Duration::from_millis(2500), "{closed:?}");
}
