"""The same crisis as most people would first put it on a map; what the dashboard is measured against.

An ordinary, honest Streamlit page: files are read once (`st.cache_data`), a `folium.Map` is built anew on every rerun
with the base layers as `folium.GeoJson` and one `folium.CircleMarker` per row, with tooltip and popup, and
`st_folium(m)` is called with its defaults. Date inputs, metrics and a table stand around it. Nothing in it is made
slower than it would be. Two things make it faster than it would be in the wild: Leaflet and jQuery come from this
server instead of a CDN, and Bootstrap and the icon fonts that Folium adds are left out, so that it too works offline.
The environment variable NAIVE_EVENTS may name another table of events than that of the seeds, with the same columns.
"""

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import folium
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

ROOT = Path(__file__).parents[2]
EVENTS = os.environ.get("NAIVE_EVENTS", ROOT / "seeds" / "events.csv")
COLOURS = {"ASSAULT": "red", "COERCE": "orange", "MOBILIZE": "darkred", "PROTEST": "purple"}
LAYERS = ("countries", "municipalities", "boundary_line")


@st.cache_data
def load_events() -> pd.DataFrame:
    events = pd.read_csv(EVENTS, parse_dates=["date_start", "date_end"])
    events["last_day"] = events["date_end"].fillna(events["date_start"])
    return events


@st.cache_data
def load_layer(name: str) -> dict[str, Any]:
    layer: dict[str, Any] = json.loads((ROOT / "geodata" / f"{name}.geojson").read_text("utf-8"))
    return layer


st.set_page_config(layout="wide")
st.title("Kosovo*–Serbia events")

left, right = st.columns(2)
since = left.date_input("From", date(2023, 9, 24), min_value=date(2008, 1, 1), format="YYYY-MM-DD")
until = right.date_input("To", date(2023, 10, 6), min_value=date(2008, 1, 1), format="YYYY-MM-DD")

events = load_events()
shown = events[(events["date_start"] <= pd.Timestamp(until)) & (events["last_day"] >= pd.Timestamp(since))]

columns = st.columns(3)
columns[0].metric("Events", len(shown))
columns[1].metric("Killed", int(shown["fatalities_best"].sum()))
columns[2].metric("Injured", int(shown["injured_best"].sum()))

m = folium.Map(location=[42.8, 21.0], zoom_start=8, tiles=None)
m.default_js = [
    ("leaflet", "../../assets/leaflet/leaflet.js"),
    ("jquery", "../../assets/jquery/jquery.min.js"),
]
m.default_css = [("leaflet_css", "../../assets/leaflet/leaflet.css")]
for name in LAYERS:
    folium.GeoJson(load_layer(name), name=name).add_to(m)
for row in shown.dropna(subset=["lat", "lon"]).itertuples():
    folium.CircleMarker(
        [row.lat, row.lon],
        radius=7,
        color=COLOURS.get(row.event_type, "blue"),
        fill=True,
        tooltip=row.title,
        popup=folium.Popup(f"<b>{row.title}</b><br>{row.date_start:%d %b %Y}<br>{row.summary}", max_width=300),
    ).add_to(m)
st_folium(m)

st.dataframe(shown)
