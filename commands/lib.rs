//! The slash commands: what they are called, what is asked with them, what they answer.
//!
//! Lives here: the table that declares each command once, the words typed in a terminal, the typed
//! question, the reply, and the commands themselves. Must not live here: a chat library's type, SQL,
//! a sentence (sentences stand in `locales/`, under the keys that the table names).

pub mod alerts;
mod alerts_simulate;
pub mod asked;
mod cost_add;
pub mod desk;
mod funnel;
mod goal_kpi;
mod goal_landing;
mod goal_line;
mod goal_list;
mod goal_plan;
mod goal_remove;
mod goal_set;
mod goal_show;
mod goal_words;
mod help;
mod hot;
mod kpi;
mod kpi_by;
mod kpi_define;
mod kpi_group;
mod kpi_history;
mod kpi_list;
mod kpi_records;
mod kpi_show;
mod kpi_trend;
mod kpi_words;
mod measured;
mod note_add;
mod note_list;
pub mod office;
pub mod parse;
mod period_words;
pub mod ping_message;
mod ping_press;
pub mod posts;
mod question_press;
pub mod reply;
mod report_post;
mod report_preview;
pub mod staleness;
mod status;
pub mod table;
pub mod targets;
