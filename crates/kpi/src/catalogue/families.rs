//! Every KPI: one file and one line here, in the order in which `/kpi list` shows them.

use super::Family;

mod acceptance;
mod active_contacts;
mod active_rate;
mod automations;
mod automations_active;
mod automations_fired;
mod churned_mrr;
mod click_rate;
mod click_to_open;
mod cohort;
mod contacts;
mod contraction_mrr;
mod conversion;
mod cost;
mod cpa;
mod deals_won;
mod delivery_rate;
mod delta;
mod dormant_contacts;
mod downloads;
mod email_cvr;
mod emails_sent;
mod entered;
mod expansion_mrr;
mod forms;
mod method;
mod mrr;
mod new_mrr;
mod open_rate;
mod page_views;
mod reactivated;
mod reply_rate;
mod returned;
mod revenue;
mod roi;
mod sales_cycle;
mod scenario_completion;
mod score_delta;
mod score_mean;
mod score_median;
mod segment_engagement;
mod stock;
mod subscription_kept_rate;
mod survey_answer_rate;
mod time_in;
mod unsubscribe_rate;
mod velocity;
mod visitor_to_lead;
mod visitors;

/// Every family of KPIs.
pub(super) const FAMILIES: &[&Family] = &[
    &emails_sent::KPI,
    &automations::KPI,
    &automations_active::KPI,
    &automations_fired::KPI,
    &contacts::KPI,
    &active_contacts::KPI,
    &active_rate::KPI,
    &dormant_contacts::KPI,
    &reactivated::KPI,
    &delivery_rate::KPI,
    &open_rate::KPI,
    &click_rate::KPI,
    &click_to_open::KPI,
    &unsubscribe_rate::KPI,
    &subscription_kept_rate::KPI,
    &reply_rate::KPI,
    &survey_answer_rate::KPI,
    &email_cvr::KPI,
    &scenario_completion::KPI,
    &score_mean::KPI,
    &score_median::KPI,
    &score_delta::KPI,
    &segment_engagement::KPI,
    &forms::KPI,
    &downloads::KPI,
    &page_views::KPI,
    &method::KPI,
    &visitors::KPI,
    &visitor_to_lead::KPI,
    &cpa::KPI,
    &stock::KPI,
    &delta::KPI,
    &entered::KPI,
    &returned::KPI,
    &conversion::KPI,
    &cohort::KPI,
    &velocity::KPI,
    &time_in::KPI,
    &sales_cycle::KPI,
    &acceptance::KPI,
    &deals_won::KPI,
    &revenue::KPI,
    &cost::KPI,
    &roi::KPI,
    &mrr::KPI,
    &new_mrr::KPI,
    &expansion_mrr::KPI,
    &contraction_mrr::KPI,
    &churned_mrr::KPI,
];
