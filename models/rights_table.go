package models

// rightsTable is the one policy of who sees and does what with which
// collection (domain.md 1.6, 8; design.md 3 "Scopes"). A column is a profile,
// the way in which somebody holds a scope; a line is a collection. A cell says
// how much is seen (full, masked, count or -) and, behind a colon, what may be
// done: c create, e edit, d delete, s settle conflicts, r reveal masked fields
// one by one, a decide (review, approve, confirm); what follows a u only the head of the
// unit that the record is for may do. What is not in the table is
// neither seen nor done.
//
// A line with a dot is about single fields of a collection, for which the
// handbook is stricter (domain.md 8): how much of them is seen by those who see
// the record, and e, s and r of them alone. desk is everything at a desk of the
// office, a mask on a device. Masked they take values of those who may write
// there, beside what is withheld.
//
// "*" is what this version does not know: kept raw, and passed on to those who
// see everything in the scope.
const rightsTable = `
collection           am          csm         ssm         member      desk       guest   leader      events  supervisor svm        qc        bo        approver  csd     admin       self       colleague vcd
customer             full:esr    full:esr    masked      -           -          masked  full:s      -       masked     full:ces   masked    masked:r  full      masked  full:cedsr  -          -         -
key_person           full:cedsr  full:cedsr  masked:cer  -           -          -       masked:ra   -       -          masked:r   masked    masked:ra full      count   full:cedsr  -          -         -
decision_chain_member full:cedsr full:cedsr  full:cedsr  -           -          -       full:sa     -       -          full       masked    masked:ra full      masked  full:cedsr  -          -         -
star_customer        full:esr    full:esr    full:esr    -           -          -       masked:r    -       -          masked:r   masked    masked:r  -         -       full:cedsr  -          -         -
account_number       full:ces    full:ces    full:ces    -           -          -       masked      -       -          masked     masked    masked    -         -       full:cedsr  -          -         -
monthly_bill         full:ces    full:ces    full:ces    -           -          -       masked      -       -          masked     -         masked    -         -       full:cedsr  -          -         -
stop_event           full:ces    full:ces    full:ces    -           -          -       masked      -       -          masked     -         masked    -         -       full:cedsr  -          -         -
growth_account       full:ces    full:ces    full:ces    -           -          -       masked      -       -          masked     -         masked    -         -       full:cedsr  -          -         -
visit_plan           full:cedsr  full:cedsr  full:cedsr  -           -          -       full:sa     -       -          full:s     masked    masked    -         -       full:cedsr  full:ceds  -         -
appointment          full:cedsr  full:cedsr  full:cedsr  -           -          -       full:sa     -       -          full:s     masked    masked:a  -         -       full:cedsr  -          -         -
visit_preparation    full:cedsr  full:cedsr  full:cedsr  -           -          -       full:sa     -       -          full:s     masked    masked:a  -         -       full:cedsr  -          -         -
visit_record         full:cedsr  full:cedsr  full:cedsr  -           -          -       full:sa     -       -          full:s     masked    masked:ra -         -       full:cedsr  -          -         -
customer_info_form   full:cedsr  full:cedsr  full:cedsr  -           -          -       masked:ra   -       -          masked:r   masked    masked:ra -         -       full:cedsr  -          -         -
follow_up            full:cedsr  full:cedsr  full:cedsr  full:ceds   full:ceds  -       full:sa     -       -          full:s     masked    masked:a  -         -       full:cedsr  -          -         -
work_order           full:cedsr  full:cedsr  full:cedsr  -           -          -       full:s      -       masked:ce  full:ces   -         masked    -         -       full:cedsr  -          -         -
complaint_case       full:cedsr  full:cedsr  full:cedsr  -           -          -       full:sa     -       -          full:es    -         masked:ra -         -       full:cedsr  -          -         -
problem_feedback     full:cedsr  full:cedsr  full:cedsr  -           -          -       full:sa     -       -          full:es    -         masked:a  -         -       full:cedsr  -          -         -
contract_expiry_care full:cedsr  full:cedsr  full:cedsr  -           -          -       full:sa     -       -          full:s     -         masked:a  -         -       full:cedsr  -          -         -
newcomer_care        full:cedsr  full:cedsr  full:cedsr  -           -          -       full:sa     -       -          full:s     -         masked:a  -         -       full:cedsr  -          -         -
roaming_care         full:cedsr  full:cedsr  full:cedsr  -           -          -       full:sa     -       -          full:s     -         masked:a  -         -       full:cedsr  -          -         -
win_back_case        full:cedsr  full:cedsr  full:cedsr  -           -          -       full:sa     -       -          full:s     -         masked:a  -         -       full:cedsr  -          -         -
arrears_case         full:es     full:es     -           -           -          -       full:s      -       -          full:ces   -         -         -         -       full:cedsr  -          -         -
invalid_user_case    full:es     full:es     -           -           -          -       full:s      -       -          full:ces   -         -         -         -       full:cedsr  -          -         -
non_billing_case     full:es     full:es     -           -           -          -       full:s      -       -          full:ces   -         -         -         -       full:cedsr  -          -         -
recording_qc         -           -           -           -           -          -       full:e      -       -          masked     full:ceds -         -         -       full:cedsr  masked     -         -
data_quality_check   full        full:e      -           -           -          -       full        -       -          full       full:ceds full:ces  -         -       full:cedsr  -          -         -
meeting_record       -           -           -           -           -          -       full:s      -       full       full       -         -         -         -       full:cedsr  full:ceds  -         -
kpi_result           -           -           -           -           -          -       -           -       -          -          -         -         -         -       full:cedsr  -          full      -
kpi_feedback         -           -           -           -           -          -       full:ces    -       -          full       -         -         -         -       full:cedsr  full:c     -         -
showcase_event       full:es     full:es     full:es     full:es     full       -       -           full:s  full:cesa  full       -         masked    -         -       full:cedsr  -          -         -
event_desk           full:ces    full:ces    full:ces    full:ces    full       -       -           full    full:ces   full       -         masked    -         -       full:cedsr  -          -         -
event_lead           full:cedsr  full:cedsr  full:cedsr  full:cedsr  full:ceds  -       -           full:sa full:sa    full       -         masked:ra -         -       full:cedsr  -          -         -
event_gift           full:ceds   full:ceds   full:ceds   full:ceds   full:ceds  -       -           full    full:s     full       -         masked    -         -       full:cedsr  -          -         -
customer_relation    full:ceds   full:ceds   full:ceds   -           -          -       full:sa     -       -          full       masked    masked:a  full      masked  full:ceds   -          -         -
vpn_user             full:cedsr  full:cedsr  masked:cer  -           -          -       masked:ra   -       -          masked:r   masked    masked:ra masked    -       full:cedsr  -          -         -
key_person_application full:ces  full       -           -           -          -       -           -       -          -          -         -         full:a    count   full:cesr   -          -          -
phone_contact        full:ceds   full:ceds   full:ceds   -           -          -       full:sa     -       -          full:s     masked    masked:a  -         -       full:ceds   -          -         -
sms_message          full:ceds   full:ceds   full:ceds   -           -          -       full:sa     -       -          full:s     -         masked:a  -         -       full:ceds   -          -         -
sms_batch            -           -           -           -           -          -       full:s      -       -          full:s     -         masked    -         -       full:ceds   full:ceds  -         full:a
sms_template         -           -           -           -           -          -       -           -       -          -          -         -         -         -       full:ceds   -          full      -
online_contact       full:ceds   full:ceds   full:ceds   -           -          -       full:sa     -       -          full:s     -         masked:a  -         -       full:ceds   -          -         -
delivery_record      full:ceds   full:ceds   full:ceds   -           -          -       full:sa     -       -          full:s     masked    masked:a  -         -       full:ceds   -          -         -
event_warmup         full:ces    full:ces    full:ces    full:ces    full       -       -           full:sa full:cesa  full       -         masked:a  -         -       full:ceds   -          -         -
event_evaluation     full:ces    full:ces    full:ces    full:ces    full       -       -           full:sa full:cesa  full       -         masked:a  -         -       full:ceds   -          -         -
renewal_policy       -           -           -           -           -          -       -           -       -          -          -         -         -         -       full:ceds   -          full      -
staff                -           -           -           -           -          -       -           -       -          -          -         -         -         -       full:cedsr  -          masked    -
team                 -           -           -           -           -          -       -           -       -          -          -         -         -         -       full:cedsr  -          full      -
assignment           full        full        full        -           -          -       full        -       masked     full       masked    masked    full      masked  full:cedsr  full       -         -
notice               -           -           -           -           -          -       full        -       -          full       -         -         -         -       full:cedsr  full:e     -           -
viewing - - - - - - - - - - - - - - full full:c - -
calendar_day         -           -           -           -           -          -       -           -       -          -          -         -         -         -       full:cedsr  -          full      -
quarantine_item      full:e      full:e      full:e      full:e      full:e     -       masked      -       -          masked     -         masked    -         -       full:cedsr  full:e     -         -
form_definition      -           -           -           -           -          -       -           -       -          -          -         -         -         -       full:ced    -          full:uced -
form_answer          full:cedsr  full:cedsr  full:cedsr  full:cedsr  full:ceds  -       masked:r    masked:s -         masked:r   masked    masked:r  -         -       full:cedsr  full:ceds  -         -
rule_param           -           -           -           -           -          -       -           -       -          -          -         -         full      -       full:cedsr  -          full:uced -
customer.annual_revenue full:e masked:e masked - - masked full:s - masked masked:e masked masked full masked masked:e - - -
key_person.id_card_no full:e full:e masked:er - - - masked:r - - masked masked masked:r full - masked:e - - -
vpn_user.id_doc_no full:e full:e masked:e - - - masked:r - - masked masked masked:r masked - masked:e - - -
star_customer.id_doc_no full:e full:e full:e - - - masked:r - - masked masked masked:r - - masked:e - - -
key_person.qq_no,wechat_id full:e full:e masked:er - - - masked - - masked masked masked masked - masked:e - - -
customer_info_form.fee_reimbursed,reimbursement_quota full:e full:e full:e - - - masked - - masked masked masked - - masked:e - - -
customer_info_form.competitor_info,customer_trend full:e full:e full:e - - - full - - masked masked masked - - masked:e - - -
arrears_case.amount,credit_remark full:e full:e - - - - full:s - - full:e - - - - masked:e - - -
recording_qc.recording - - - - - - desk - - masked desk:e - - - masked:e masked - -
phone_contact.recording_ref masked:e masked:e masked:e - - - desk - - masked desk masked - - masked:e - - -
*                    full:ced    full:ced    full:ced    full:ced    full:ced   -       -           -       -          -          -         -         -         -       full:ced    full:ced   -         -
`
