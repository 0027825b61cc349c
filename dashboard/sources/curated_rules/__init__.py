"""Rules of the curated tables: the Table Schema's, by Frictionless, and those between columns and tables, ours."""

from collections.abc import Callable, Iterator

from dashboard.sources.curated_rules import rows, said, sourcing
from dashboard.sources.curated_rules.problems import MOST_SHOWN, Problem, SeedError, Tables
from dashboard.sources.curated_rules.schema import check_schema

__all__ = ["MOST_SHOWN", "RULES", "Problem", "SeedError", "Tables", "check_rules", "check_schema"]

RULES: tuple[Callable[[Tables], Iterator[Problem]], ...] = (
    rows.cells_of_one_line,
    rows.references,
    rows.lists_without_repetition,
    rows.keys_of_their_own,
    rows.words_of_the_profile,
    rows.phrases_that_can_be_filled_in,
    rows.steps_on_the_map,
    rows.sourced,
    rows.dates_in_order,
    rows.partial_dates_that_are_dates,
    rows.claims_of_a_number_or_words,
    rows.spreads_in_order,
    rows.points_only_where_honest,
    rows.private_actors_take_no_side,
    rows.reinforcement_is_by_others_than_the_parties,
    said.taken_back_by_the_same_speaker_later,
    said.contradicted_by_another_speaker,
    said.a_dispute_holds_all_that_contradict,
    sourcing.an_event_lists_the_sources_of_what_is_said_of_it,
    sourcing.an_event_of_the_article_lists_the_article,
    sourcing.a_call_names_events_of_its_period,
    sourcing.complete_coverage_has_an_event_for_every_claim,
)


def check_rules(tables: Tables) -> None:
    """Raise SeedError if a rule between columns or tables is broken."""
    problems = [problem for rule in RULES for problem in rule(tables)]
    if problems:
        raise SeedError(problems)
