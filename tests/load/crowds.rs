//! Crowds of connections, and storms of them.

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddrV4, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::service::{Service, Times, UNSHARED, get_on, wait};
use crate::support::{bundled, is_long};

/// Connections that give nothing: silent ones and ones that trickle, begun anew as soon as they are closed.
fn crowd(service: &Service, each: usize, until: Instant, closed: &AtomicUsize) {
    let connect = |number: usize| {
        let stream = service.connect_from(20 + (number / 50) as u8).ok()?;
        stream.set_nonblocking(true).ok()?;
        if number.is_multiple_of(2) {
            (&stream).write_all(b"GET /api/v1/search?q=po").ok()?;
        }
        Some(stream)
    };
    let mut kept: Vec<Option<TcpStream>> = (0..each * 2).map(connect).collect();
    while Instant::now() < until {
        for (number, stream) in kept.iter_mut().enumerate() {
            let alive = stream.as_ref().is_some_and(|stream| {
                if number.is_multiple_of(2) { (&*stream).write(b"l").is_ok() } else { still_open(stream) }
            });
            if !alive {
                closed.fetch_add(usize::from(stream.is_some()), Ordering::Relaxed);
                *stream = connect(number);
            }
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

fn still_open(stream: &TcpStream) -> bool {
    let mut byte = [0];
    matches!(stream.peek(&mut byte), Err(error) if error.kind() == std::io::ErrorKind::WouldBlock)
}

#[test]
fn a_crowd_that_comes_back_as_soon_as_it_is_sent_away_hardly_hurts_others() {
    let (each, seconds) = if is_long() { (1000, 60) } else { (100, 6) };
    let options = ["--connections", "2500", "--header-seconds", if is_long() { "5" } else { "2" }];
    let service = Service::start(bundled(), &[&options[..], &UNSHARED].concat());
    let ask = || assert_eq!(get_on(service.connect_from(9).unwrap(), "/api/v1/search?q=police").unwrap().status, 200);
    let memory = || service.metric("process_resident_memory_bytes") / 1e6;
    let (before, start, fds) = (Times::of(300, ask), memory(), service.metric("process_open_fds"));
    let (closed, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let until = Instant::now() + Duration::from_secs(seconds);
    let mut during = Times::default();
    std::thread::scope(|scope| {
        let crowd = scope.spawn(|| crowd(&service, each, until, &closed));
        std::thread::sleep(Duration::from_secs(1));
        scope.spawn(|| {
            while Instant::now() < until {
                most.fetch_max(service.metric("pressmark_connections") as usize, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(100));
            }
        });
        during = Times::until(until, ask);
        crowd.join().unwrap();
    });
    wait("connections stay", || service.metric("pressmark_connections") <= 1.0);
    let (grown, after) = (memory() - start, service.metric("process_open_fds"));
    let (most, closed) = (most.into_inner(), closed.into_inner());
    println!("others before: {}; meanwhile: {}", before.told(), during.told());
    println!(
        "a crowd of {} for {seconds} s: at most {most} at once, {closed} sent away; {grown:.0} MB more; descriptors {fds} \
         before, {after} after",
        each * 2
    );
    assert!(most >= each && closed >= each, "{most} {closed}");
    assert!(grown < 64.0, "{grown} MB");
    assert!((after - fds).abs() <= 5.0, "{fds} {after}");
    assert!(during.at(0.5) <= before.at(0.99) * 2 + Duration::from_millis(25), "{}", during.told());
}

#[test]
fn a_storm_of_connections_that_are_reset_leaves_nothing_behind() {
    let storm = if is_long() { 10_000 } else { 1_000 };
    let mut service = Service::start(bundled(), &UNSHARED);
    let fds = service.metric("process_open_fds");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (mut made, begun) = (0, Instant::now());
    runtime.block_on(async {
        for number in 0..storm {
            let socket = tokio::net::TcpSocket::new_v4().unwrap();
            socket.bind(SocketAddrV4::new(Ipv4Addr::new(127, 0, 1, (number % 200) as u8 + 1), 0).into()).unwrap();
            socket.set_zero_linger().unwrap();
            let Ok(stream) = socket.connect(service.public).await else { continue };
            // At every stage of a request, and behind several.
            let sent: &[u8] = match number % 4 {
                0 => b"",
                1 => b"GET /api/v1/sea",
                2 => b"GET /api/v1/search?q=police HTTP/1.1\r\nhost: a\r\n\r\n",
                _ => b"GET /api/v1/export HTTP/1.1\r\nhost: a\r\n\r\nGET / HTTP/1.1\r\nhost: a\r\n\r\n",
            };
            let _ = stream.try_write(sent);
            made += 1;
            // Dropped, it is reset.
        }
    });
    wait("connections stay", || service.metric("pressmark_connections") <= 1.0);
    wait("descriptors stay", || (service.metric("process_open_fds") - fds).abs() <= 5.0);
    wait("searches stay", || service.metric("pressmark_searches_running") == 0.0);
    println!("{made} connections reset within {:.1?}: 0 left, {fds} descriptors before and after", begun.elapsed());
    assert!(service.lives() && made * 10 >= storm * 9);
    assert_eq!(service.get("/api/v1/search?q=police").status, 200);
    assert_eq!(service.metric("pressmark_panics_total"), 0.0);
}

/// A network of its own with a cable to ours, which can be cut; gone with this.
struct Cable {
    name: String,
}

impl Cable {
    fn laid() -> Self {
        let cable = Self { name: format!("pm{}", std::process::id() % 100_000) };
        let Self { name } = &cable;
        cable.ip(&format!("netns add {name}"));
        cable.ip(&format!("link add {name}a type veth peer name {name}b netns {name}"));
        cable.ip(&format!("addr add 10.251.77.1/30 dev {name}a"));
        cable.ip(&format!("link set {name}a up"));
        cable.ip(&format!("-n {name} addr add 10.251.77.2/30 dev {name}b"));
        cable.ip(&format!("-n {name} link set {name}b up"));
        cable
    }

    fn ip(&self, arguments: &str) {
        let done = Command::new("ip").args(arguments.split(' ')).output().expect("this takes ip (Debian: iproute2)");
        let complaint = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "networks take root: ip {arguments}: {complaint}");
    }

    fn cut(&self) {
        self.ip(&format!("link set {}a down", self.name));
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        let _ = Command::new("ip").args(["netns", "del", &self.name]).status();
        let _ = Command::new("ip")
            .args(["link", "del", &format!("{}a", self.name)])
            .stderr(std::process::Stdio::null())
            .status();
    }
}

#[test]
#[ignore = "needs root: it lays a network of its own"]
fn clients_whose_cable_is_cut_are_let_go() {
    let cable = Cable::laid();
    let options = ["--header-seconds", "2", "--idle-seconds", "2", "--stall-seconds", "2", "--listen", "10.251.77.1:0"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_pressmark"));
    command.args(["serve", "--metrics", "127.0.0.1:0", "--log", "off", "--client-connections", "1000", "--index"]);
    command.arg(bundled()).args(options).args(UNSHARED);
    let service = Service::of(command);
    let fds = service.metric("process_open_fds");
    // From within: half a head, an answer that nobody reads, and silence behind an answer.
    let script = format!(
        "for n in 1 2 3 4 5 6 7 8 9 10; do for what in 'GET /sea' '{get}' '{get}{get}{get}{get}{get}{get}'; do \
         exec {{fd}}<>/dev/tcp/10.251.77.1/{port}; printf \"$what\" >&$fd; done; done; echo sent; sleep 60",
        get = "GET /api/v1/search?limit=100 HTTP/1.1\\r\\nhost: a\\r\\n\\r\\n",
        port = service.public.port()
    );
    let mut clients = Command::new("ip");
    let clients = clients.args(["netns", "exec", &cable.name, "bash", "-c", &script]);
    let mut clients = clients.stdout(std::process::Stdio::null()).spawn().unwrap();
    wait("clients do not come", || service.metric("pressmark_connections_accepted_total") >= 30.0);
    cable.cut();
    let begun = Instant::now();
    let _ = clients.kill();
    wait("connections stay", || service.metric("pressmark_connections") == 0.0);
    let after = service.metric("process_open_fds");
    println!(
        "30 clients whose cable was cut are let go after {:.1?}; descriptors {fds} before, {after} after",
        begun.elapsed()
    );
    let _ = clients.wait();
    assert!((after - fds).abs() <= 5.0, "{fds} {after}");
}
