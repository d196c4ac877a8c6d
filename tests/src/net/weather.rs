//! A network that loses, repeats, delays, cuts and garbles, by the dice.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::{Dice, Exchange, Fate, MaliciousRelay};

/// How bad it is: each in percent of all requests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weather {
    /// Requests that never arrive.
    pub lost: u64,
    /// Requests that arrive twice.
    pub repeated: u64,
    /// Answers that break off, at any byte.
    pub cut: u64,
    /// Answers of status 5xx, as proxies write them.
    pub unavailable: u64,
    /// Answers of random bytes under a good status.
    pub garbage: u64,
    /// Longest delay of an answer, in milliseconds: concurrent answers overtake each other.
    pub delay_ms: u64,
}

impl Weather {
    /// Everything at once.
    pub fn storm() -> Self {
        Self {
            lost: 8,
            repeated: 8,
            cut: 8,
            unavailable: 8,
            garbage: 5,
            delay_ms: 3,
        }
    }

    fn answer(self, dice: &mut Dice, exchange: &mut Exchange) {
        exchange.delay = Duration::from_millis(dice.roll() % (self.delay_ms + 1));
        if dice.happens(self.cut) {
            exchange.cut_after = Some(dice.below(exchange.answer.len() + 1));
        } else if dice.happens(self.unavailable) {
            exchange.status = [500, 502, 503, 504][dice.below(4)];
            exchange.answer = b"<html>Bad Gateway</html>".to_vec();
        } else if dice.happens(self.garbage) {
            exchange.answer = (0..dice.below(200)).map(|_| dice.roll() as u8).collect();
        }
    }
}

impl MaliciousRelay {
    /// The way to the relay becomes what `weather` says.
    pub fn weathers(&self, weather: Weather, seed: u64) {
        let dice = Arc::new(Mutex::new(Dice::new(seed)));
        let roll = Arc::clone(&dice);
        self.filters(move |_| {
            let mut dice = roll.lock().expect("unpoisoned");
            if dice.happens(weather.lost) {
                Fate::Lost
            } else if dice.happens(weather.repeated) {
                Fate::ArrivesTwice
            } else {
                Fate::Arrives
            }
        });
        self.lies(move |exchange| {
            weather.answer(&mut dice.lock().expect("unpoisoned"), exchange);
        });
    }
}
