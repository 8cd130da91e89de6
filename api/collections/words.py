"""Words for classes: what `kind` takes of collections whose kinds are classes of the ontology."""

from collections.abc import Mapping

from pyoxigraph import NamedNode

from genoderm.ontology import terms as gd

DISEASES: Mapping[str, NamedNode] = {
    "disorder": gd.Disorder,
    "group": gd.DisorderGroup,
    "subtype": gd.DisorderSubtype,
}
ORGANISATIONS: Mapping[str, NamedNode] = {
    "hospital": gd.Hospital,
    "research-institute": gd.ResearchInstitute,
    "university": gd.University,
    "organisation": gd.Organisation,
}
RESOURCES: Mapping[str, NamedNode] = {
    "training-course": gd.TrainingCourse,
    "e-training": gd.ETraining,
    "grant": gd.Grant,
    "expert-meeting": gd.ExpertMeeting,
    "workshop": gd.Workshop,
    "research-project": gd.ResearchProject,
    "access": gd.AccessProgramme,
    "awareness-event": gd.AwarenessEvent,
    "guideline": gd.Guideline,
    "registry": gd.Registry,
    "patient-education": gd.PatientEducation,
    "patient-support": gd.PatientSupport,
    "directory": gd.Directory,
}
CLASSES: Mapping[str, Mapping[str, NamedNode]] = {
    "diseases": DISEASES,
    "hospitals": ORGANISATIONS,
    "resources": RESOURCES,
}
WORDS: Mapping[str, str] = {node.value: word for words in CLASSES.values() for word, node in words.items()}
