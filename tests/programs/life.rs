//! The game of life on a small torus: two-dimensional arrays, iterators over neighbours, display.

use std::collections::HashSet;
use std::fmt;
use std::hash::{Hash, Hasher};

const WIDTH: usize = 6;
const HEIGHT: usize = 5;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Cell {
    Dead,
    Alive,
}

#[derive(Clone, Eq)]
struct Board {
    cells: [[Cell; WIDTH]; HEIGHT],
    age: u64,
}

impl PartialEq for Board {
    fn eq(&self, other: &Self) -> bool {
        self.cells == other.cells
    }
}

impl Hash for Board {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for row in &self.cells {
            let bits = row.iter().fold(0_u8, |bits, cell| {
                bits << 1 | u8::from(*cell == Cell::Alive)
            });
            bits.hash(state);
        }
    }
}

impl Board {
    fn parse(text: &str) -> Self {
        let mut cells = [[Cell::Dead; WIDTH]; HEIGHT];
        for (line, row) in text.lines().zip(cells.iter_mut()) {
            for (letter, cell) in line.chars().zip(row) {
                if letter == '#' {
                    *cell = Cell::Alive;
                }
            }
        }
        Board { cells, age: 0 }
    }

    fn neighbours(&self, row: usize, column: usize) -> usize {
        let steps = [-1_isize, 0, 1];
        let all = steps
            .iter()
            .flat_map(|down| steps.iter().map(move |right| (*down, *right)));
        all.filter(|step| *step != (0, 0))
            .filter(|(down, right)| {
                let row = (row as isize + down).rem_euclid(HEIGHT as isize) as usize;
                let column = (column as isize + right).rem_euclid(WIDTH as isize) as usize;
                self.cells[row][column] == Cell::Alive
            })
            .count()
    }

    fn next(&self) -> Board {
        let mut next = self.clone();
        for (row, line) in next.cells.iter_mut().enumerate() {
            for (column, cell) in line.iter_mut().enumerate() {
                *cell = match (*cell, self.neighbours(row, column)) {
                    (Cell::Alive, 2 | 3) | (Cell::Dead, 3) => Cell::Alive,
                    _ => Cell::Dead,
                };
            }
        }
        next.age += 1;
        next
    }

    fn period(self) -> usize {
        let mut seen = HashSet::new();
        let mut board = self;
        while seen.insert(board.clone()) {
            board = board.next();
        }
        seen.len()
    }
}

impl fmt::Display for Board {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in self.cells {
            let line: String = row
                .map(|cell| if cell == Cell::Alive { '#' } else { '.' })
                .iter()
                .collect();
            writeln!(f, "{line}")?;
        }
        Ok(())
    }
}

fn main() {
    let blinker = Board::parse("......\n..#...\n..#...\n..#...\n......");
    let turned = blinker.next();
    assert_eq!(
        turned.to_string(),
        "......\n......\n.###..\n......\n......\n"
    );
    assert_eq!(turned.age, 1);
    assert!(turned.next() == blinker);
    assert_eq!(blinker.neighbours(2, 2), 2);
    assert_eq!(blinker.period(), 2);
    let block = Board::parse("##\n##");
    assert_eq!(block.clone().period(), 1);
    assert!(Board::parse("") != block);
}
