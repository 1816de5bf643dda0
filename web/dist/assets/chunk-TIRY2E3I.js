import{s as a}from"/assets/chunk-MJEG5M3F.js";function s({children:i,padding:r="normal"}){return a("div",{class:`card padding-${r}`,children:i})}export{s as a};
