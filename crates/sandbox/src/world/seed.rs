//! Growing a whole world from a seed.
//!
//! Lives here: how many leads when, from which company and channel, and who was a duplicate of whom.
//! Must not live here: the single life (`life`).

use super::{
    Inner, Lead, NOBODY, WorldOptions,
    cast::{CHANNEL_WEIGHTS, EVENT, PAGES},
    company::Company,
    event::{Event, NONE, What},
    hours::{DAY, HOUR, day_of, office, start_of},
    life::Life,
    names::{CITIES, FAMILY, GIVEN, TITLES},
    random::Chance,
};

/// How long an exhibition lasts and how often there is one.
const EXPO_EVERY: i64 = 120 * DAY;

/// The world of these options.
pub(crate) fn grow(options: &WorldOptions) -> Inner {
    let (from, until) = (
        options.from.as_millisecond(),
        options.until.as_millisecond(),
    );
    let mut world = Inner::empty(from, until);
    let mut chance = Chance::of(options.seed, 0);
    world.companies = (0..options.leads / 3 + 1)
        .map(|number| Company::drawn(&mut chance, number))
        .collect();
    world.leads = people(options, &mut chance, world.companies.len(), from, until);
    let mut lives = lives(&mut world, options, until);
    duplicates(&mut world, &mut lives, &mut chance, until);
    settle(&mut world, lives);
    world
}

/// Who they are and when they come, sorted by that.
fn people(
    options: &WorldOptions,
    chance: &mut Chance,
    companies: usize,
    from: i64,
    until: i64,
) -> Vec<Lead> {
    let mut leads: Vec<Lead> = (0..options.leads + options.visitors)
        .map(|number| {
            let channel = chance.weighted(&CHANNEL_WEIGHTS) as u8;
            let visitor = number >= options.leads;
            Lead {
                created: arrival(chance, channel, from, until),
                company: if visitor {
                    NOBODY
                } else {
                    chance.below(companies) as u32
                },
                person: NOBODY,
                events: (0, 0),
                campaign: campaign(chance, channel),
                family: chance.below(FAMILY.len()) as u8,
                given: chance.below(GIVEN.len()) as u8,
                channel,
                title: chance.below(TITLES.len()) as u8,
                city: chance.below(CITIES.len()) as u8,
                visitor,
            }
        })
        .collect();
    leads.sort_by_key(|lead| lead.created);
    leads
}

/// More and more over the years; people met at an exhibition come in one import on its last evening.
fn arrival(chance: &mut Chance, channel: u8, from: i64, until: i64) -> i64 {
    let span = (until - from - 5 * DAY).max(1);
    let at = from + (chance.unit().powf(0.85) * span as f64) as i64;
    if channel != EVENT {
        return office(chance, at);
    }
    let expo = day_of(from + (at - from) / EXPO_EVERY * EXPO_EVERY + 20 * DAY);
    let evening = start_of(expo) + 18 * HOUR;
    if evening < until {
        evening
    } else {
        office(chance, at)
    }
}

/// The campaign that follows up on a channel, for most.
fn campaign(chance: &mut Chance, channel: u8) -> u16 {
    if !chance.happens(0.65) {
        return NONE;
    }
    match channel {
        EVENT => 1,
        4 => 2,
        1 => 4,
        _ => 0,
    }
}

fn lives(world: &mut Inner, options: &WorldOptions, until: i64) -> Vec<Vec<Event>> {
    let mut deals = Vec::new();
    let lives = world
        .leads
        .iter()
        .enumerate()
        .map(|(index, lead)| {
            let mut chance = Chance::of(options.seed, index as u64 + 1);
            if lead.visitor {
                return visit(&mut chance, index as u32, lead.created, until);
            }
            let employees = world.companies[lead.company as usize]
                .employees
                .unwrap_or(80);
            let mut life = Life::new(&world.cast, &mut deals, chance, index as u32, until);
            life.activity = options.activity;
            life.campaign = lead.campaign;
            life.deal_size = i64::from(employees.clamp(20, 4000)) * 9_000 + 400_000;
            life.live(lead.created)
        })
        .collect();
    world.deals = deals;
    lives
}

/// An anonymous visitor looks at some pages.
fn visit(chance: &mut Chance, lead: u32, at: i64, until: i64) -> Vec<Event> {
    let mut events = vec![Event {
        at,
        lead,
        what: What::Created,
    }];
    for view in 0..chance.between(1, 5) {
        let page = chance.below(PAGES.len()) as u16;
        events.push(Event {
            at: at + view * 47_000,
            lead,
            what: What::Viewed(page),
        });
    }
    events.retain(|event| event.at < until);
    events
}

/// A few leads turn out to be someone who was there before, under another address.
fn duplicates(world: &mut Inner, lives: &mut [Vec<Event>], chance: &mut Chance, until: i64) {
    for loser in 50..lives.len() {
        if !chance.happens(0.005) {
            continue;
        }
        let survivor = loser - 1 - chance.below(49);
        let found = world.leads[loser].created + chance.between(5, 40) * DAY;
        let at = office(chance, found);
        let taken = |index: usize| {
            world.leads[index].visitor || lives[index].iter().any(|event| ends(event.what))
        };
        if at >= until || taken(loser) || taken(survivor) {
            continue;
        }
        let Lead {
            family,
            given,
            company,
            ..
        } = world.leads[survivor];
        world.leads[loser] = Lead {
            family,
            given,
            company,
            ..world.leads[loser]
        };
        lives[loser].retain(|event| event.at < at);
        lives[loser].push(Event {
            at,
            lead: loser as u32,
            what: What::MergedInto(survivor as u32),
        });
        let place = lives[survivor].partition_point(|event| event.at <= at);
        lives[survivor].insert(
            place,
            Event {
                at,
                lead: survivor as u32,
                what: What::Absorbed(loser as u32),
            },
        );
    }
}

fn ends(what: What) -> bool {
    matches!(
        what,
        What::Deleted | What::Purged | What::MergedInto(_) | What::Absorbed(_)
    )
}

/// Puts the lives one behind the other and sorts all that happens by time.
fn settle(world: &mut Inner, lives: Vec<Vec<Event>>) {
    world.base.reserve_exact(lives.iter().map(Vec::len).sum());
    for (lead, life) in world.leads.iter_mut().zip(lives) {
        lead.events = (world.base.len() as u32, life.len() as u32);
        world.base.extend(life);
    }
    world.order = (0..world.base.len() as u32).collect();
    let base = &world.base;
    world.order.sort_by_key(|index| base[*index as usize].at);
}
