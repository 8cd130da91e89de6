"""Which countries the regions of the scheme `world-region` take in; they overlap, as networks do.

The continents are those of GeoNames (Cyprus and Turkey in both of theirs); Mediterranean are the countries and
territories with a coast there, and the Middle East reaches from Egypt to Iran.
"""

from collections.abc import Mapping

REGIONS: Mapping[str, frozenset[str]] = {
    region: frozenset(countries.split())
    for region, countries in {
        "africa": "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG "
        "ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW",
        "asia": "AE AF AM AZ BD BH BN BT CN CY GE HK ID IL IN IO IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM "
        "MN MO MV MY NP OM PH PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE",
        "europe": "AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI "
        "LT LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM TR UA VA XK",
        "mediterranean": "AL BA CY DZ EG ES FR GI GR HR IL IT LB LY MA MC ME MT PS SI SY TN TR",
        "middle-east": "AE BH CY EG IL IQ IR JO KW LB OM PS QA SA SY TR YE",
        "north-america": "AG AI AW BB BL BM BQ BS BZ CA CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF MQ MS MX NI "
        "PA PM PR SV SX TC TT US VC VG VI",
        "oceania": "AS AU CC CK CX FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS",
        "south-america": "AR BO BR CL CO EC FK GF GS GY PE PY SR UY VE",
    }.items()
}
NOBODY = frozenset({"AQ", "BV", "HM", "TF"})  # where nobody lives


def regions_of(country: str) -> list[str]:
    """The regions that take in a country."""
    return [region for region, countries in REGIONS.items() if country in countries]
