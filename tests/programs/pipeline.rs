//! Work spread over threads: channels, shared counters, results put back in order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;

#[derive(Debug, Clone)]
struct Job {
    id: usize,
    text: String,
}

#[derive(Debug, PartialEq, Eq)]
struct Answer {
    id: usize,
    words: usize,
    longest: String,
}

fn count(job: &Job) -> Answer {
    let mut longest = "";
    let mut words = 0;
    for word in job.text.split_whitespace() {
        words += 1;
        if word.len() > longest.len() {
            longest = word;
        }
    }
    Answer {
        id: job.id,
        words,
        longest: longest.to_string(),
    }
}

fn work(jobs: Arc<Mutex<Receiver<Job>>>, answers: Sender<Answer>, done: &AtomicUsize) {
    loop {
        let next = {
            let jobs = jobs.lock().unwrap();
            jobs.recv()
        };
        match next {
            Ok(job) => {
                done.fetch_add(1, Ordering::SeqCst);
                if answers.send(count(&job)).is_err() {
                    break;
                }
            }
            Err(_) => break,
        }
    }
}

fn run(texts: &[&str], workers: usize) -> (Vec<Answer>, usize) {
    let (job_sender, job_receiver) = mpsc::channel();
    let (answer_sender, answer_receiver) = mpsc::channel();
    let shared = Arc::new(Mutex::new(job_receiver));
    let done = Arc::new(AtomicUsize::new(0));
    let mut handles = Vec::new();
    for _ in 0..workers {
        let jobs = Arc::clone(&shared);
        let answers = answer_sender.clone();
        let done = Arc::clone(&done);
        handles.push(thread::spawn(move || work(jobs, answers, &done)));
    }
    drop(answer_sender);
    for (id, text) in texts.iter().enumerate() {
        let job = Job {
            id,
            text: text.to_string(),
        };
        job_sender.send(job).expect("a worker listens");
    }
    drop(job_sender);
    let sorted: BTreeMap<usize, Answer> = answer_receiver
        .iter()
        .map(|answer| (answer.id, answer))
        .collect();
    for handle in handles {
        handle.join().expect("a worker ends well");
    }
    (sorted.into_values().collect(), done.load(Ordering::SeqCst))
}

fn main() {
    let texts = ["the quick brown fox", "jumps", "over the lazy dog again"];
    let (answers, done) = run(&texts, 2);
    assert_eq!(done, texts.len());
    let words: Vec<usize> = answers.iter().map(|answer| answer.words).collect();
    assert_eq!(words, [4, 1, 5]);
    assert_eq!(
        answers[0],
        Answer {
            id: 0,
            words: 4,
            longest: "quick".to_string()
        }
    );
    assert_eq!(answers[2].longest, "again");
}
