"""Forms of frequent verbs that tell no status, so that a clause shows its main verb without a parser.

Forms that are as often nouns ("visits", "plans") are left out: a missing one costs less than a wrong one.
"""

from transforms.text.tables import word_set

# Third person and past.
FINITE = word_set(
    "reaches reached",
    "uses used hires hired spends spent sends sent signs signed wins won gets got takes took gives gave makes",
    "made builds built buys bought sells sold meets met joins joined finds found brings brought files filed",
    "raises raised unveils unveiled launches launched introduces introduced creates created opens opened appoints",
    "appointed names named invites invited pays paid borrows borrowed adds added develops developed deploys",
    "deployed turns turned taps tapped gains gained backs backed supports supported scrambles scrambled rushes",
    "rushed races raced struggles struggled travels travelled flies flew arrives arrived works worked waits",
    "waited keeps kept holds held hits struck hit kills killed shoots shot strikes leads led leaves left loses",
    "lost lets cuts rises rose falls fell grows grew jumps jumped climbs climbed drops dropped sees saw shows",
    "showed sets knows knew thinks thought wants became becomes came comes goes went runs ran sits sat stands",
    "stood starts started begins began picks picked boosts boosted lifts lifted sparks sparked draws drew helps",
    "helped weighs weighed pleases pleased delights hurts hurt costs cost means meant marks marked follows",
    "followed caps capped eases eased triggers triggered stole steals leaked leaks failed fails missed misses",
    "crashed crashes died dies fired was were is are has had have will would did does can could",
)

# Of no noun's shape and with an object: a participle behind them describes it ("examines delayed launch").
TRANSITIVE = word_set(
    "investigate investigates investigated examine examines examined explore explores explored explain explains",
    "describe describes described discuss discusses discussed consider considers defend defends defended inherit",
    "inherits complete completes completed acquire acquires acquired purchase purchases receive receives received",
    "include includes included involve involves involved revisit revisits celebrate celebrates remember remembers",
    "criticize criticizes criticise criticises criticized criticised condemn condemns condemned mourn mourns",
    "replaces replace replaced collects collect collected publishes published probes recovers recovered unveils",
    "exclude excludes excluded reflect reflects reflected finances buys sells takes loses makes adds joins",
)
