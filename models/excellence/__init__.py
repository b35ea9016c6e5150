"""创先争优: campaigns and their six steps, awards, the talent file, activities, and the year's targets. A map:

- `campaigns`  Campaign, CampaignStep, Participant; open_campaign, change_campaign, set_step, add_participants …;
               steps_of, next_step_of, participants_of.
- `progress`   lacking: which participants of a campaign a step still waits for.
- `promises`   Promise, PromiseItem 公开承诺; make_promise, add_item, change_item, judge_item …; items_of, kept_rate,
               outcome_words.
- `comments`   SuperiorComment 领导点评; keep_comment, change_comment, follow_up, remove_comment.
- `surveys`    Survey, SurveyItem 群众评议、满意度测评; hold_survey, change_survey (both with all items at once);
               check_survey, items_of, item_rate, survey_rate (`Rate.words()` names its denominator).
- `gradings`   Grading, GradingScore 分类定级; begin_grading (lines come from the standard), give_score, give_scores,
               decide_grade; scores_of, total_of, grade_for, grade_problems, round_before, move_of.
- `supervision` Supervision 督导; keep_supervision, change_supervision, mend, remove_supervision.
- `awards`     Nomination, NominationStep, Consultation 评选推荐; nominate, change_nomination, consult,
               consult_all …;
               check_nomination, named, award_of, consultations_of, steps_of.
- `award_rules`, `award_steps`  problems_of (what speaks against it), publicity_end (first possible last day);
               take_step, return_step, close_nomination, reopen_nomination, blocking_now, wished, opinions_of.
- `talents`    Talent 人才库; keep_talent, change_talent, release_talent, remove_talent.
- `activities` Activity, Attendance 活动、培训; keep_activity, attend …; attendances_of,
               totals (courses, people, money).
- `targets`    TargetSheet, Target, TargetValue; make_sheet (with templates), take_over, add_target, keep_value …;
               targets_of, values_of, standing_of(target, day, computed). `standing`: the arithmetic, TITLES of states.
- `lists`      CAMPAIGNS, PROMISES, COMMENTS, SURVEYS, GRADINGS, SUPERVISIONS, NOMINATIONS, TALENTS, ACTIVITIES, SHEETS:
               `.ids(Wanted(text=…, year=…, open_only=…))`, `.rows(ids)`; award_counts.
- `due`        due_today: the reminders of all of these.
- `texts`      what `resources/excellence` says: steps, standards, scales, awards, indicators; all dated, with source.

Records are about one body or one person (`whom.whom(record)` is the name, `whom.whom_problems` the rule); their verbs
write through `keeping`. What a page may ask before it saves: `check_campaign`, `check_promise`, `check_comment`,
`check_survey`, `check_grading`, `check_supervision`, `check_nomination`, `check_activity` (all take the values, some
also today). Thresholds are entries of the rule book `excellence`. May not import recommendation, assistance or rights.
"""
