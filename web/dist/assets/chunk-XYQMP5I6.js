import{u as a}from"/assets/chunk-KM4FA3V5.js";function s({children:i,padding:r="normal"}){return a("div",{class:`card padding-${r}`,children:i})}export{s as a};
